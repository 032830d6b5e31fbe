/** The texts of verification, loaded with its screen. The other languages have the same messages with the same parameters. */
const english = {
  'verify.skip': 'Skip to the check',
  'verify.headline': 'Is the record unaltered?',
  'verify.what':
    'Give an audit file, or the proof of one event, and the key of the log. It is checked on this device: no file, key or question is sent.',
  'verify.caution':
    'This page comes from the service whose record you check, so it proves nothing against that service. For that, run {command} from a place that you trust.',
  'verify.file': 'Audit file or proof',
  'verify.drop': 'Drop it anywhere on this page, or choose it here.',
  'verify.key': 'Key of the log',
  'verify.keyHelp': 'One on each line. Take it from its owner or from a witness, not from this service.',
  'verify.fromFile': 'From a file:',
  'verify.more': 'Witnesses, and a checkpoint that you kept',
  'verify.witness': 'Keys of witnesses',
  'verify.witnessHelp': 'One on each line. Each of them must have cosigned.',
  'verify.kept': 'Checkpoint that you kept',
  'verify.keptHelp':
    'The signed text, as you saved it. What it covers must not have changed. For a proof that has no checkpoint, give that of its size.',
  'verify.event': 'The event of this proof',
  'verify.eventHelp':
    'A tlog-proof does not contain its event. Give the JSON with the event and its salt: the answer of {route}.',
  'verify.check': 'Check',
  'verify.noFile': 'Choose a file first.',
  'verify.noKey': 'Give the key of the log.',
  'verify.lineIs': 'Line {line}:',
  'verify.oneFile': 'Give one file: not several, and no folder.',
  'verify.noEvent': 'This is no JSON object with the event and its salt.',
  'verify.keptMalformed': 'This is no signed checkpoint.',
  'verify.keptUnsigned':
    'No key of the log that you gave has signed this text. It was altered, or another key is needed.',
  'verify.keptOfAnotherLog': 'This checkpoint is of the log {origin}, and not of the one that you check.',
  'verify.keptOfAnotherSize':
    'This checkpoint is of size {size}, but the proof is of size {wanted}. Give the checkpoint of that size.',
  'verify.keptMissing': 'The proof has no checkpoint. Give the signed checkpoint of its size, {wanted}.',
  'verify.unchecked': 'It could not be checked',
  'verify.gaps':
    '{count, plural, one {# withheld event stands between events of its stream that are shown} other {# withheld events stand between events of their streams that are shown}}',
  'verify.tooLarge': 'This file is too large to be one. Choose another.',
  'verify.cannotRead': 'The file cannot be read: it was moved, changed or deleted. Choose it again.',
  'verify.notLoaded': 'The check could not be loaded. Look at the connection, then check again.',
  'verify.broke': 'The check broke off: {because}. This says nothing about the record. Check it with {command}.',
  'verify.stopped': 'You stopped the check. It found nothing out.',
  'verify.running': 'Checking {name}',
  'verify.progress': '{lines, plural, =0 {reading} one {# line checked} other {# lines checked}}',
  'verify.readOf': '{read} of {size}',
  'verify.stop': 'Stop',
  'verify.result': 'Result',
  'verify.holds': 'It holds',
  'verify.fails': 'It does not hold',
  'verify.failsAt': 'It does not hold, at event {index}',
  'verify.anotherEvent': 'This proves another event',
  'verify.notThatEvent': 'This does not prove the event that was asked for',
  'verify.missedMeans':
    'A proof of the event {event} was asked for. What came holds, but it is about what stands below, and says nothing about that event. The service gives the wrong proof, or whatever stands between it and you.',
  'verify.unreadable': 'It does not hold: it cannot be read as an audit file',
  'verify.foreign': 'This is no audit file',
  'verify.at': '{name}, checked on this device at {time}',
  'verify.took': '{seconds, plural, =0 {in less than a second} one {in # second} other {in # seconds}}',
  'verify.log': 'Log',
  'verify.events':
    '{events, plural, one {# event} other {# events}} in {streams, plural, one {# stream} other {# streams}}',
  'verify.withheld': '{count, plural, =0 {none withheld} one {# withheld} other {# withheld}}',
  'verify.withheldMeans':
    'It proves that what it shows is in the log, and that something is there which it withholds. It does not prove that it shows all that belongs there: only the file of the whole log does.',
  'verify.negotiation': 'Shows one negotiation',
  'verify.asSigned': 'Every event that it shows is the one that was signed',
  'verify.root': 'Root',
  'verify.signed': 'Signed by the log',
  'verify.recorded': 'Recorded',
  'verify.recordedFrom': '{from} to {to}',
  'verify.checkpoints':
    '{count, plural, one {# checkpoint in the log matches it, and is signed} other {# checkpoints in the log match it, and are signed}}',
  'verify.checkpointsUnknown':
    '{count, plural, one {# checkpoint in the log matches it, but you gave no key that verifies it} other {# checkpoints in the log match it, but you gave no key that verifies them}}',
  'verify.cosigned': 'Cosigned by {name}',
  'verify.since':
    '{count, plural, one {Its first entry matches your checkpoint} other {Its first # entries match your checkpoint}}',
  'verify.backwards':
    '{count, plural, one {The time of recording goes back once} other {The time of recording goes back # times}}, first at event {index}. Appends that ran side by side cause this by milliseconds, and several instances by seconds. Ask the owner about more.',
  'verify.noWitness': 'Only the log itself vouches for this.',
  'verify.noWitnessMeans':
    'You gave no key of a witness. Whoever has the key of the log could have rewritten and signed everything from event {index} on.',
  'verify.vouched': 'A witness vouches for nothing that was recorded after it cosigned.',
  'verify.limits': 'It cannot be checked that the clock of the service was right, nor that what was recorded is true.',
  'verify.proved': 'Event',
  'verify.provedWithheld': 'withheld: only its entry is proved',
  'verify.stream': 'Stream',
  'verify.revision': '{stream}, revision {revision}',
  'verify.place': 'Place in the log',
  'verify.placeOf': '{index} of {size, plural, one {# entry} other {# entries}}, counted from 0',
  'verify.entry': 'Entry',
  'verify.keptNotUsed':
    'The checkpoint that you kept was not used: only one of the size of the proof can be compared with it. To compare the whole log with it, check an audit file.',
  'verify.findings': '{count, plural, one {# finding} other {# findings}}',
  'verify.place.event': 'event {index}',
  'verify.place.line': 'line {line} of the file',
  'verify.moreFindings': '{count, plural, one {and # more} other {and # more}}',
  'verify.keep': 'Keep the file, the checkpoint and this report: they are evidence.',
  'verify.save': 'Save the report',
} as const;

export type VerifyTextId = keyof typeof english;
export type VerifyTexts = Readonly<Record<VerifyTextId, string>>;
export default english as VerifyTexts;
