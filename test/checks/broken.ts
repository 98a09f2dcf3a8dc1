import { findings, type Shop } from './shop';

/** What was broken, how, and what must be found: all of it, and in these words. */
export type Broken = readonly [breakIt: (shop: Shop) => void, expected: readonly (string | RegExp)[]];

/** Takes an object away. */
export const remove = (shop: Shop, kind: string, name: string): void => {
  shop.all.splice(shop.all.indexOf(shop.get(kind, name)), 1);
};

/** Tests of what is found in the shop after something was broken, by topic. */
export function testBroken(topics: Readonly<Record<string, readonly Broken[]>>): void {
  describe.each(Object.entries(topics))('%s', (_, broken) => {
    test.each(broken.map(([breakIt, expected], index) => [index + 1, breakIt, expected] as const))(
      'case %i',
      (_, breakIt, expected) => {
        const found = findings(breakIt);
        for (const one of expected)
          expect(found).toContainEqual(typeof one === 'string' ? one : expect.stringMatching(one));
        expect(found).toHaveLength(expected.length);
      },
    );
  });
}
