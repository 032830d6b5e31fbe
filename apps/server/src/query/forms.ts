import { escapeLines } from '#formats/escape-unprintable.js';
import type { Marking } from '#domain/marking.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { MAX_LIMIT } from '#read-models/routes/parameters.js';
import type { ReadRoute } from '#read-models/routes/read-route.js';
import { markedText, markingText } from '../http/marking-header.js';
import { styledPolicy } from '../http/security-headers.js';
import type { Column } from './csv/columns.js';
import { listAsCsv } from './csv/list-as-csv.js';
import { type AskedMoment, momentText } from './asked-moments.js';

/** `body`: the answer with its marking, its names, and the cursor of the next page. `ofRows`: the markings of its items, where they differ. */
type ToWrite = Readonly<{
  body: object;
  marking: Marking;
  ofRows: readonly Marking[];
  language: string | undefined;
  /** The past moments that were asked for. */
  moments: readonly AskedMoment[];
  /** Whether a marking is above the lowest one. */
  isMarked: (marking: Marking) => boolean;
  columns: () => readonly Column[];
}>;

/**
 * A form in which an answer can be sent. `file`: it has a name as a file, which ends so, and says its marking and whether there is
 * more beside its content alone. `isShown`: a program that can show it does so, and knows its name when it is saved.
 */
export type Form = Readonly<{
  type: string;
  write: (answer: ToWrite) => string | Uint8Array;
  marksRows?: true;
  file?: string;
  isShown?: true;
  /** It is no text. */
  isBinary?: true;
  /** The items on a page, if it is not the default. */
  limit?: number;
  headers?: Readonly<Record<string, string>>;
}>;

const JSON_FORM: Form = { type: 'application/json', write: ({ body }) => JSON.stringify(body) };

const textForm = ({ write, isMarkedBelow }: NonNullable<ReadRoute['text']>): Form => ({
  type: 'text/plain',
  file: 'txt',
  isShown: true,
  write: ({ body, marking, language, moments }) =>
    escapeLines(markedText(marking, write(body as never, language as never, { moments } as never), isMarkedBelow)),
});

/** A page may have its own style, and nothing else. */
const htmlForm = ({ write, style }: NonNullable<ReadRoute['html']>): Form => ({
  type: 'text/html',
  file: 'html',
  isShown: true,
  headers: { 'content-security-policy': styledPolicy(style) },
  write: ({ body, marking, language, moments }) =>
    write(body as never, language as never, { marking: markingText(marking), moments } as never),
});

/** A document of Word and of what reads such documents (ECMA-376). */
export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const docxForm = ({ write }: NonNullable<ReadRoute['docx']>): Form => ({
  type: DOCX_TYPE,
  isBinary: true,
  file: 'docx',
  write: ({ body, marking, language, moments }) =>
    write(body as never, language as never, { marking: markingText(marking), moments } as never),
});

/**
 * What the only form of an answer is written with, besides what was found. `ofRows`: the marking of each item. `isMarked`: whether a marking is
 * above the lowest one. `moment`: the past moment that was asked for, if any.
 */
export type Marked = Readonly<{
  marking: Marking;
  ofRows: readonly Marking[];
  isMarked: (marking: Marking) => boolean;
  moment?: string | undefined;
}>;

const onlyForm = ({ type, file, write }: NonNullable<ReadRoute['only']>): Form => ({
  type,
  file,
  marksRows: true,
  write: ({ body, language, moments, marking, ofRows, isMarked }) => {
    const moment = moments.length === 0 ? undefined : moments.map(momentText).join(', ');
    const marked: Marked = { marking, ofRows, isMarked, moment };
    return write(body as never, language as never, marked as never);
  },
});

const CSV_FORM: Form = {
  type: 'text/csv',
  marksRows: true,
  file: 'csv',
  limit: MAX_LIMIT,
  write: ({ body, marking, ofRows, columns }) => {
    const { items, names } = body as Readonly<{ items: readonly object[]; names: Names }>;
    const marked = items.map((item, n) => ({ item, marking: markingText(ofRows[n] ?? marking) }));
    return listAsCsv(columns(), marked, names);
  },
};

/** The forms of the answers of a route. The first one is for who asks for none. */
export const formsOf = ({
  only,
  text,
  html,
  docx,
  isPaged,
}: Pick<ReadRoute, 'only' | 'text' | 'html' | 'docx' | 'isPaged'>): readonly Form[] =>
  only === undefined
    ? [
        JSON_FORM,
        ...(text === undefined ? [] : [textForm(text)]),
        ...(html === undefined ? [] : [htmlForm(html)]),
        ...(docx === undefined ? [] : [docxForm(docx)]),
        ...(isPaged ? [CSV_FORM] : []),
      ]
    : [onlyForm(only)];

/** A byte order mark, by which Excel recognizes UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';
