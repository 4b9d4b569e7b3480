import { z } from 'zod';
import { readColumns } from '#main/identity-columns.node.ts';
import { runThread } from '#main/thread.node.ts';
import { TRAITS } from '#people/identity-traits.ts';

const Trait = z.enum(TRAITS);
const Source = z.object({ path: z.string(), plan: z.map(Trait, z.array(z.int())) });
const Data = z.object({ sources: z.array(Source), traits: z.array(Trait), withIds: z.boolean() });

await runThread(Data, async ({ sources, traits, withIds }, tell, signal) => {
  tell(await readColumns(sources, traits, withIds, (people) => tell(people), signal));
});
