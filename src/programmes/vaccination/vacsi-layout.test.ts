import { describe, expect, it } from 'vitest';
import { FAMILIES, LAYOUTS, layoutOf, recognise } from '#programmes/vaccination/vacsi-layout.ts';

const header = (family: string, at: string): string | undefined => {
  const layout = layoutOf(family, at);
  return layout?.columns.join(layout.separator);
};

describe('the layout in force', () => {
  it.each([
    ['vacsi-fra', '2021-01-28', 'fra;jour;n_dose1'],
    ['vacsi-fra', '2021-01-28T20:00', 'fra;jour;n_dose1;n_cum_dose1'],
    ['vacsi-fra', '2021-02-12', 'fra,jour,n_dose1,n_cum_dose1'],
    ['vacsi-fra', '2021-03-02', 'fra,jour,n_dose1,n_dose2,n_cum_dose1,couv_dose1,n_cum_dose2,couv_dose2'],
    ['vacsi-fra', '2021-03-03', 'fra,jour,n_dose1,n_dose2,n_cum_dose1,couv_dose1,n_cum_dose2,couv_dose2'],
    ['vacsi-fra', '2021-04-25', 'fra;jour;n_dose1;n_dose2;n_cum_dose1;couv_dose1;n_cum_dose2;couv_dose2'],
    [
      'vacsi-fra',
      '2021-04-26',
      'fra;jour;n_dose1;n_complet;n_cum_dose1;n_cum_complet;couv_dose1;couv_complet',
    ],
    ['vacsi-reg', '2021-03-02', 'reg,jour,n_dose1,n_dose2,n_cum_dose1,n_cum_dose2,couv_dose1,couv_dose2'],
    ['vacsi-dep', '2021-03-04', 'dep;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2;couv_dose1;couv_dose2'],
    ['vacsi-a-dep', '2021-04-22', 'dep;clage_vacsi;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2'],
    ['vacsi-v-fra', '2021-02-26', 'fra,vaccin,jour,n_dose1,n_cum_dose1,n_dose2,n_cum_dose2'],
    ['vacsi-tot-a-fra', '2021-02-13', 'fra,clage_vacsi,jour,n_tot_dose1,n_tot_dose2'],
    ['vacsi-tot-fra', '2021-03-04', 'fra;jour;n_tot_dose1;n_tot_dose2;couv_tot_dose1;couv_tot_dose2;pop'],
  ])('of %s at the end of %s', (family, day, expected) => {
    expect(header(family, day)).toBe(expected);
  });

  it('does not exist before the first publication', () => {
    expect(layoutOf('vacsi-fra', '2021-01-27')).toBeUndefined();
    expect(layoutOf('vacsi-v-fra', '2021-02-22')).toBeUndefined();
    expect(layoutOf('vacsi-nothing', '2021-06-01')).toBeUndefined();
  });
});

describe('the layouts', () => {
  it('follow each other in time', () => {
    for (const layouts of LAYOUTS.values()) {
      const dates = layouts.map(({ from }) => from);
      expect(dates).toEqual([...dates].sort());
    }
  });

  it('have columns of different names, the territory first', () => {
    for (const { name, territory } of FAMILIES)
      for (const { columns } of LAYOUTS.get(name) ?? []) {
        expect(new Set(columns).size).toBe(columns.length);
        expect(columns[0]).toBe(territory);
        expect(columns).toContain('jour');
      }
  });
});

describe('recognising a header', () => {
  it('says the family and since when', () => {
    const [found] = recognise('\uFEFFdep;clage_vacsi;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2\r\n');
    expect(found).toMatchObject({ family: 'vacsi-a-dep', from: '2021-03-04T21:03' });
  });

  it('gives every date of a header that was taken back and came again', () => {
    const found = recognise('fra,clage_vacsi,jour,n_tot_dose1,n_tot_dose2');
    expect(found.map(({ from }) => from)).toEqual(['2021-01-29T20:26', '2021-02-13T19:24']);
  });

  it('finds every layout by its own header, and nothing else', () => {
    for (const layout of [...LAYOUTS.values()].flat())
      expect(recognise(layout.columns.join(layout.separator)).map((found) => found.layout)).toContain(layout);
    expect(recognise('<!doctype html>')).toEqual([]);
  });
});
