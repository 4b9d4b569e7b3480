/** One valid request for each operation on lots. */
import { randomUUID } from 'node:crypto';
import type { Entry } from './access-people.ts';

const lotAt = (place: string) => ({
  id: randomUUID(),
  place,
  event: 'received',
  product: 'PF',
  lot: `L${randomUUID().slice(0, 8)}`,
  on: '2021-03-19',
});

export const STOCK: Readonly<Record<string, Entry>> = {
  listLots: { make: ({ place }) => ({ query: { place }, shows: '"lots":' }) },
  declareLot: {
    make: ({ place }) => {
      const body = lotAt(place);
      return { body, shows: body.lot };
    },
  },
  recallLot: {
    make: () => ({
      body: {
        id: randomUUID(),
        event: 'recalled',
        product: 'PF',
        lot: `L${randomUUID().slice(0, 8)}`,
        on: '2021-03-19',
        reason: 'essai de rappel',
      },
      shows: '"recalled":true',
    }),
  },
};
