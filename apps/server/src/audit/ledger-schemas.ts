import { StoredEvent } from '#read-models/models/trail/trail-entries.js';
import {
  all,
  described,
  either,
  flag,
  instant,
  list,
  named,
  object,
  onlyTrue,
  text,
  whole,
} from '#read-models/routes/schema.js';

const hash = described('Base64', text);
const checkpoint = {
  'checkpoint?': described('A signed note (C2SP tlog-checkpoint) of this size, if none was requested', text),
};

export const LedgerDescription = named(
  'Ledger',
  object({
    origin: described('The name of the log, on every checkpoint', text),
    verifierKey: described('Checks the signatures of the log (C2SP signed-note)', text),
    size: described('The number of entries', whole),
    root: hash,
    'cosigned?': object({
      size: whole,
      at: described('When the newest cosignature was made', instant),
      by: described('The names of the witnesses', list(text)),
    }),
    witnesses: list(
      object({
        name: text,
        url: text,
        'cosigned?': object({ size: whole, time: instant, ageSeconds: whole }),
        'failure?': described(
          'Why it did not cosign the last time',
          object({
            reason: text,
            detail: text,
            retry: described('true: it may pass by itself; false: somebody has to act', flag),
            alarm: described('The witness has seen another history of this log', flag),
            at: instant,
          }),
        ),
      }),
    ),
  }),
);

export const InclusionProof = named(
  'InclusionProof',
  all(
    object({
      index: described('The position of the event in the log, from 0', whole),
      size: described('The size of the tree', whole),
      root: hash,
      proof: described('Base64, from the leaf upwards', list(text)),
      entry: described('SHA-256 of salt and event, hexadecimal', text),
      ...checkpoint,
    }),
    either(
      object({ salt: described('Hexadecimal', text), event: StoredEvent }),
      object({ withheld: described('The caller may not see the event, and its salt', onlyTrue) }),
    ),
  ),
);

export const ConsistencyProof = named(
  'ConsistencyProof',
  object({
    from: whole,
    to: whole,
    roots: object({ from: hash, to: hash }),
    proof: described('Base64', list(text)),
    ...checkpoint,
  }),
);
