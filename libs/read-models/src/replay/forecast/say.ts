import { isCorrection } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import type { Kind } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import { isApproval, newMarkingIn } from '#domain/marking-approval.js';
import { isMarking } from '#domain/record-marked.js';
import { sentenceIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';
import { things } from '../../models/things.js';
import type { Fact, LoggedEvent, Thing } from '../../projection/read-model.js';
import { factMessage, type Naming, type WorldFact } from '../../models/timeline/fact-parts.js';

/** A thing before and after an event of it, and the names of others. `before` is undefined if the event opens it. */
export type Turn = Readonly<{
  before: Thing | undefined;
  after: Thing;
  event: LoggedEvent;
  nameOf: (kind: Kind, id: string) => string;
}>;

/** What an event says, as a sentence. */
export const sayEvent = ({ before, after, event, nameOf }: Turn, language: Language): string => {
  const say = (thing: Thing, fact: Fact) => sayFact(thing, fact, nameOf, language);
  const self = labelOf(after);
  if (isMarking(event) || isApproval(event)) {
    const marking = newMarkingIn(event);
    if (marking === undefined)
      return sentenceIn(language, { id: 'dryRun.approvalWithdrawn', parameters: { thing: self } });
    const parameters = { thing: self, marking: inWords(marking) };
    return sentenceIn(language, { id: isMarking(event) ? 'dryRun.marked' : 'dryRun.approved', parameters });
  }
  if (event.type === 'GrantGiven' || event.type === 'GrantRevoked') {
    const { name, subject } = event.data as Readonly<{ name?: string; subject: string }>;
    const id = event.type === 'GrantGiven' ? 'dryRun.granted' : 'dryRun.revoked';
    return sentenceIn(language, { id, parameters: { name: name ?? subject } });
  }
  if (!isCorrection(event)) return say(after, inEffect(after, event.id) ?? event);
  const target = targetOf(after, event);
  if (event.type === 'RecordCorrected' || isCorrection(target)) {
    // A voiding that is voided brings back what it had voided; a correction that is voided changes its fact.
    const about = isCorrection(target) ? target.data.eventId : target.id;
    const now = inEffect(after, about);
    const then = before && inEffect(before, about);
    if (now === undefined) return sentenceIn(language, { id: 'dryRun.nothing', parameters: { thing: self } });
    const id = then === undefined ? 'dryRun.restored' : 'dryRun.corrected';
    return sentenceIn(language, { id, parameters: { fact: say(after, now) } });
  }
  const voided = before && inEffect(before, target.id);
  return sentenceIn(language, {
    id: 'dryRun.voided',
    parameters: { fact: say(before ?? after, voided ?? (target as unknown as Fact)) },
  });
};

/** A fact as a sentence. */
export const sayFact = (thing: Thing, fact: Fact, nameOf: Turn['nameOf'], language: Language): string => {
  const { opening, records } = deciders[thing.kind];
  const opened = thing.events.find(({ type }) => opening !== undefined && type === records[opening]);
  const naming: Naming = { self: labelOf(thing), opening: opened, nameOf };
  return sentenceIn(language, factMessage(fact as WorldFact, naming));
};

const inEffect = ({ events }: Thing, eventId: string) => events.find(({ id }) => id === eventId);
const targetOf = ({ recorded }: Thing, { data }: LoggedEvent): LoggedEvent =>
  recorded.find(({ id }) => id === (data as Readonly<{ eventId: string }>).eventId)!;

/** The name of a thing, as every answer has it. */
export const labelOf = (thing: Thing): string => String(things.rows(thing)['things']![0]!['label']);

const inWords = ({ level, compartments = [] }: Marking): string => [level, ...compartments].join(' / ');
