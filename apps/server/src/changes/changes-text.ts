import { type Kind, streamOf } from '#domain/ids.js';
import { dateIn, sentenceIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';
import type { Message } from '#messages/messages.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import type { MovedHeader, MovedLine } from '#read-models/replay/moved/moved-line.js';
import { oneLine, quoted, withoutIsolates } from '../query/told-text.js';

type Written<T> = T & Readonly<{ text: string }>;
type Sentence = Written<MovedLine['sentences']['items'][number]>;
type State = Written<NonNullable<MovedLine['before']>[number]>;
type Still = MovedHeader['notMoved']['positions']['items'][number];
/** Writes messages, and dates of the record, in one language. */
type Writer = Readonly<{ say: (message: Message) => string; date: (edtf: string) => string }>;
type Answer = MovedHeader & Readonly<{ items: readonly MovedLine[]; names: Names; next?: string }>;

/** What moved, as text: a heading for each kind, a line for each sentence, and how things stood and stand. */
export const changesText = (answer: Answer, language: Language): string => {
  const { since, until, items, counts, notMoved, names, next } = answer;
  const say = (message: Message) => withoutIsolates(sentenceIn(language, message));
  const writer: Writer = { say, date: (edtf) => dateIn(language, edtf) };
  const title = Object.values(names).find(({ kind }) => kind === 'negotiation')?.label ?? '';
  const byKind = Map.groupBy(items, ({ kind }) => kind);
  const still = [...notMoved.measures.items, ...notMoved.positions.items];
  const stillMore = notMoved.measures.more + notMoved.positions.more;
  const followsFromDate = items.some(({ sentences }) => sentences.items.some((one) => one.followsFromDateAlone));
  return [
    say({ id: 'moved.title', parameters: { title: oneLine(title), since: since.day, until: until.day } }),
    say({ id: 'moved.lines', parameters: { count: counts.lines } }),
    ...(since.isBeforeTheRecord ? [say({ id: 'moved.beforeTheRecord', parameters: {} })] : []),
    ...(followsFromDate ? [say({ id: 'moved.followsFromDateAlone', parameters: {} })] : []),
    ...(counts.lines === 0 ? ['', say({ id: 'moved.nothing', parameters: {} })] : []),
    ...[...byKind].flatMap(([kind, lines]) => [
      '',
      `${say({ id: `kind.${kind}`, parameters: {} })} (${counts.byKind[kind]?.lines})`,
      ...lines.flatMap((line) => lineText(line, writer)),
    ]),
    ...(next === undefined ? [] : ['', say({ id: 'moved.nextPage', parameters: {} }), next]),
    '',
    `${say({ id: 'moved.notMoved', parameters: {} })} (${still.length + stillMore})`,
    ...still.map(
      (thing) =>
        `- ${stillName(thing, names)}: ${thing.state.map((one) => stateText(one as State, writer)).join('; ')}`,
    ),
    ...(stillMore > 0 ? [`- ${say({ id: 'moved.more', parameters: { count: stillMore } })}`] : []),
    '',
  ].join('\n');
};

/** A position is named by its party and its issue, a measure also by its number. */
const stillName = ({ kind, id, about }: Still, names: Names): string => {
  const nameOf = (one: string, of: Kind) => (names[one] ?? names[streamOf(of, one)])?.label;
  const { partyId, issueId, reference } = about ?? {};
  const parts =
    partyId !== undefined && issueId !== undefined
      ? [nameOf(partyId, 'party'), nameOf(issueId, 'issue')]
      : [reference, nameOf(id, kind)];
  return oneLine(parts.filter((part) => part !== undefined).join(', ')) || id;
};

const lineText = ({ tag, sentences, before, after }: MovedLine, writer: Writer): readonly string[] => {
  const { say } = writer;
  const list = (states: readonly object[]) => ({
    items: states.map((one) => stateText(one as State, writer)),
    more: 0,
  });
  return [
    ...sentences.items.map(
      (sentence, n) =>
        `${n === 0 ? `- [${say({ id: `tag.${tag}`, parameters: {} })}]` : ' '} ${sentenceText(sentence as Sentence, writer)}`,
    ),
    ...(sentences.more > 0 ? [`  ${say({ id: 'moved.more', parameters: { count: sentences.more } })}`] : []),
    ...(before && after
      ? [`  ${say({ id: 'moved.turn', parameters: { before: list(before), after: list(after) } })}`]
      : []),
  ];
};

const sentenceText = (
  { text, occurredOn, words, followsFromDateAlone, isAnotherAccount }: Sentence,
  { say, date }: Writer,
): string =>
  [
    ...(followsFromDateAlone ? ['∴'] : []),
    ...(occurredOn === undefined ? [] : [`${date(occurredOn)}:`]),
    withoutIsolates(text),
    ...(isAnotherAccount ? [`(${say({ id: 'moved.anotherAccount', parameters: {} })})`] : []),
    ...(words === undefined ? [] : [quoted(words)]),
  ].join(' ');

const stateText = ({ text, words, planned, occurredOn }: State, { date }: Writer): string => {
  const day = occurredOn ?? planned?.on;
  const on = day === undefined ? planned?.text : date(day);
  const beside = [on, words].filter((one) => one !== undefined).map(oneLine);
  return beside.length === 0 ? text : `${text} (${beside.join(', ')})`;
};
