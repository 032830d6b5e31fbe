import { WORLD_KINDS } from '#domain/ids.js';
import { all, day, either, type Fields, is, named, object, said, text, uuid } from '../../openapi/schema.js';
import { typesOf } from '../../openapi/command-schemas.js';

export const timelineAnswers = (): Fields => ({
  TimelineItem: all(
    named('BriefAccount'),
    object({
      thingId: said('The thing of which the fact tells', uuid),
      title: said('What happened, in a line', text),
      earliest: said('The first day that it can mean; where no date was told, the day on which it was learned', day),
      latest: said('The last day that it can mean: by both it stands in the order of the world', day),
    }),
    either(
      ...WORLD_KINDS.flatMap((kind) =>
        typesOf(kind).map((type) => object({ kind: is(kind), type: is(type), fact: named(type) })),
      ),
    ),
  ),
});
