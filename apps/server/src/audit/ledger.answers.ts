import {
  all,
  either,
  type Fields,
  flag,
  instant,
  list,
  named,
  object,
  onlyTrue,
  said,
  text,
  whole,
} from '../openapi/schema.js';

const hash = said('Base64', text);
const checkpoint = {
  'checkpoint?': said('A signed note (C2SP tlog-checkpoint) of that size, where none was named', text),
};

export const ledgerAnswers = (): Fields => ({
  Ledger: object({
    origin: said('The name of the log, on every checkpoint', text),
    verifierKey: said('Checks the signatures of the log (C2SP signed-note)', text),
    size: said('Entries', whole),
    root: hash,
    'cosigned?': object({
      size: whole,
      at: said('When the newest cosignature was made', instant),
      by: said('The names of the witnesses', list(text)),
    }),
    witnesses: list(
      object({
        name: text,
        url: text,
        'cosigned?': object({ size: whole, time: instant, ageSeconds: whole }),
        'failure?': said(
          'Why it did not cosign when it was asked last',
          object({
            reason: text,
            detail: text,
            retry: said('It may pass by itself; else somebody has to act', flag),
            alarm: said('The witness has seen another history of this log', flag),
            at: instant,
          }),
        ),
      }),
    ),
  }),
  InclusionProof: all(
    object({
      index: said('The place of the event in the log, from 0', whole),
      size: said('Of the tree', whole),
      root: hash,
      proof: said('Base64, from the leaf upwards', list(text)),
      entry: said('SHA-256 of salt and event, hexadecimal', text),
      ...checkpoint,
    }),
    either(
      object({ salt: said('Hexadecimal', text), event: named('StoredEvent') }),
      object({ withheld: said('The caller may not see the event, and its salt', onlyTrue) }),
    ),
  ),
  ConsistencyProof: object({
    from: whole,
    to: whole,
    roots: object({ from: hash, to: hash }),
    proof: said('Base64', list(text)),
    ...checkpoint,
  }),
});
