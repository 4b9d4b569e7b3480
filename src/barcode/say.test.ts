import { expect, test } from 'vitest';
import { parseBarcode } from '#barcode/barcode.ts';
import { sayBarcodeError } from '#barcode/say.ts';

const said = (text: string) => {
  const answer = parseBarcode(text, { today: '2021-05-12' });
  return answer.ok ? undefined : sayBarcodeError(answer.error);
};

test.each([
  ['', /Rien n’a été lu/, /Nothing was read/],
  ['(01)03400930218663', /clé de contrôle.*code du produit/, /check digit.*product code/],
  ['(17)210230', /n’existe pas.*péremption.*pharmacie/, /does not exist.*expiry.*pharmacy/],
  ['^0103400930218662172108', /coupé.*péremption/, /cut.*expiry/],
  ['(10)A(10)B', /deux fois/, /twice/],
  ['https://example.com/', /.+/, /.+/],
  ['bonjour', /pas celui d’un médicament.*DataMatrix/, /not that of a medicine.*DataMatrix/],
  ['(10)é', /pas permis dans le numéro de lot.*douchette/, /not allowed in the lot number.*scanner/],
  ['^891', /pas pu être lu/, /could not be read/],
])('%s is refused in both languages, with what to do', (text, fr, en) => {
  expect(said(text)).toEqual({ fr: expect.stringMatching(fr), en: expect.stringMatching(en) });
});
