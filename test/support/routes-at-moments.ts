/** What long names are called below. */
const SHORT = [
  ['Summit between the EU and China', 'Summit'],
  ['Conversation of Šefčovič with China’s trade minister', 'Call'],
  ['Preliminary contact between the teams', 'Contact'],
  ['High-level technical talks in Brussels', 'Talks'],
  ['Video call on Friday', 'Friday'],
  ['China’s Ministry of Commerce', 'MOFCOM'],
  ['MOFCOM No. ', 'No. '],
  ['European Union', 'EU'],
  ['European Commission', 'Commission'],
  ['President of the European Council', 'President'],
  ['Chinese authorities', 'Authorities'],
  ['Maroš Šefčovič', 'Šefčovič'],
  ['Olof Gill', 'Gill'],
  ['Wang Wentao', 'Wang'],
] as const;
export const short = (text: string) => SHORT.reduce((all, [long, name]) => all.replaceAll(long, name), text);

/** What each route says at a moment, by its name. */
type Said = Readonly<Record<string, string>>;
/** Moments in order, each with what is said otherwise than at the one before. */
type Course = readonly (readonly [moment: string, otherwise: Said])[];
/** Each moment with all that is said at it. */
export const whole = (course: Course) =>
  course.map(([moment], n) => [moment, Object.assign({}, ...course.slice(0, n + 1).map(([, said]) => said))] as const);

const UNKNOWN = { thursday: 'event-unknown', brief: 'meeting-unknown', week: 'none' };
const NO_18 =
  'China announced an export control through MOFCOM: “Licensing regime for medium and heavy rare earths” (No. 18)';
const THURSDAY = '“Talks” was scheduled for 30 October 2025 (“Thursday”), in Brussels; then MeetingConfirmed';
const SUMMIT_AND_CALL = '2025-07-01/2025-07-31 COMPLETED Summit, 2025-10-20/2025-10-26 COMPLETED Call';
const FOUR_MEETINGS = `${SUMMIT_AND_CALL}, 2025-10-27 CONFIRMED Contact, 2025-10-30 CONFIRMED Talks`;
const FIVE_MEETINGS = `${FOUR_MEETINGS}, 2025-10-31 CONFIRMED Friday`;
const OCTOBER = 'No. 18, No. 61, No. 55, No. 56, No. 57, No. 58, No. 62';
const FIRST_NAMES = 'China, MOFCOM, Authorities, EU';
const CALLERS = 'China, MOFCOM, Authorities, Commission, EU, Šefčovič, Wang';
const ALL_NAMES = 'Brussels, China, MOFCOM, Authorities, Commission, EU, Šefčovič, Gill, President, Wang';
const WANG_IN_DOUBT = 'China announced, Wang coming, Wang unclear, [Wang not-coming], no word on EU';
const NOT_MOVED = 'China: demand, hardened, EU: reservation, no redLine, no moved';
const SOFTENED = 'China: offer, hardened, softened, EU: reservation, no redLine';
const ANNOUNCED = '1 in-force 2025-04-04, 2 in-force 2025-10-09, 4 not-yet 2025-11-08, 2 not-yet 2025-12-01';
const SUSPENDED =
  '1 in-force 2025-04-04, 2 suspended 2025-11-07, 4 suspended 2025-11-07, 2 suspended 2025-11-07, 1 in-force 2025-11-07';
const LICENCES = 'measure 2025-10-09, statement 2025-10-01, measure 2025-04-04, position 2025-04-01';
const ALL_LICENCES =
  'statement 2025-12-19, issue 2025-10-21, measure 2025-10-09, statement 2025-10-01, commitment 2025-07-24, measure 2025-04-04, position 2025-04-01';

/**
 * What had happened by a day. A fact that had brings along what it names: the article of 27 October told of the parties, so they are among
 * what was learned on that day.
 */
export const HAPPENED: Course = [
  [
    '2025-04-04',
    {
      ...UNKNOWN,
      moments: '1 dated to 2025-04-04, 1 learned to 2025-10-27, 2 recorded',
      april: `${NO_18}; corrected`,
      licences: 'measure 2025-04-04',
      list: 'exploratory; next none; last MeasureAnnounced 2025-04-04; 2 party, 2 representative, 1 issue, 1 measure',
      names: FIRST_NAMES,
      calendar: 'empty',
      csv: 'No. 18',
    },
  ],
  [
    '2025-04-30',
    {
      moments: '1 dated to 2025-04-04, 3 learned to 2025-10-27, 4 recorded',
      list: 'exploratory; next none; last MeasureAnnounced 2025-04-04; 2 party, 2 representative, 1 issue, 1 position, 1 measure',
    },
  ],
  [
    '2025-07-24',
    {
      moments: '3 dated to 2025-07-24, 5 learned to 2025-10-27, 6 recorded',
      list: 'exploratory; next none; last CommitmentMade 2025-07-24; 2 party, 2 representative, 1 issue, 1 meeting, 1 position, 1 measure, 1 commitment',
      calendar: '2025-07-24 CONFIRMED Summit',
    },
  ],
  [
    // By its end, July was over, in which the article has the summit.
    '2025-07-31',
    {
      moments: '3 dated to 2025-07-24, 9 learned to 2025-10-27, 11 recorded',
      list: 'exploratory; next none; last CommitmentMade 2025-07-24; 2 party, 2 representative, 1 issue, 1 meeting, 1 position, 1 measure, 2 commitment',
      calendar: '2025-07-01/2025-07-31 COMPLETED Summit',
    },
  ],
  [
    '2025-10-09',
    {
      moments: '9 dated to 2025-10-09, 17 learned to 2025-10-27, 20 recorded',
      licences: LICENCES,
      list: 'exploratory; next none; last MeasureAnnounced 2025-10-09; 2 party, 2 representative, 1 issue, 1 meeting, 1 statement, 1 position, 7 measure, 2 commitment',
      csv: OCTOBER,
    },
  ],
  [
    // Wang is invited to talks that nobody has announced: they have a name, and no day.
    '2025-10-21',
    {
      moments: '16 dated to 2025-10-21, 24 learned to 2025-10-27, 27 recorded',
      april: `${NO_18}; corrected; then FigureReported`,
      brief: 'proposed',
      meeting: 'before: another held',
      coming: '[Wang coming], no word on EU',
      positions: 'China: demand, hardened, no position, no redLine, no moved',
      measures: ANNOUNCED,
      pledges: 'open, open',
      statements: '1',
      disputes: '0',
      licences: `issue 2025-10-21, ${LICENCES}`,
      list: 'exploratory; next none; last FigureReported 2025-10-21; 2 party, 5 representative, 3 issue, 3 meeting, 1 statement, 1 position, 7 measure, 2 commitment',
      names: CALLERS,
      calendar: '2025-07-01/2025-07-31 COMPLETED Summit, 2025-10-21 CONFIRMED Call, undated NEEDS-ACTION Talks',
    },
  ],
  [
    '2025-10-26',
    {
      moments: '16 dated to 2025-10-21, 29 learned to 2025-10-27, 33 recorded',
      positions: 'China: demand, hardened, EU: held, no redLine, no moved',
      statements: '2',
      list: 'exploratory; next none; last FigureReported 2025-10-21; 2 party, 5 representative, 3 issue, 3 meeting, 2 statement, 2 position, 7 measure, 2 commitment',
      calendar: `${SUMMIT_AND_CALL}, undated NEEDS-ACTION Talks`,
    },
  ],
  [
    '2025-10-28',
    {
      moments: '34 dated to 2025-10-28, 62 learned to 2025-10-28, 66 recorded',
      thursday: THURSDAY,
      brief: 'confirmed',
      meeting: 'proposed, scheduled, confirmed, before: another held',
      coming: WANG_IN_DOUBT,
      positions: NOT_MOVED,
      pledges: 'open, ProgressReported, open',
      statements: '5 and 4 more',
      disputes: '3',
      week: 'Contact held, Talks confirmed',
      list: 'active; next Talks; last AccountDisputed 2025-10-28; 2 party, 8 representative, 3 issue, 4 meeting, 9 statement, 3 position, 7 measure, 2 commitment, 3 dispute',
      names: ALL_NAMES,
      calendar: FOUR_MEETINGS,
    },
  ],
  [
    '2025-10-30',
    {
      moments: '36 dated to 2025-10-30, 64 learned to 2025-10-30, 68 recorded',
      brief: 'held',
      meeting: 'proposed, scheduled, confirmed, held, before: another held',
      disputes: '2',
      week: 'Contact held, Talks held',
      list: 'active; next none; last DisputeSettled 2025-10-30; 2 party, 8 representative, 3 issue, 4 meeting, 9 statement, 3 position, 7 measure, 2 commitment, 3 dispute',
    },
  ],
  [
    '2025-11-07',
    {
      moments: '50 dated to 2025-11-07, 78 learned to 2025-11-07, 82 recorded',
      positions: SOFTENED,
      measures: SUSPENDED,
      statements: '5 and 5 more',
      disputes: '3',
      week: 'Contact held, Talks held, Friday held',
      list: 'active; next none; last PositionShifted 2025-11-07; 2 party, 8 representative, 3 issue, 5 meeting, 10 statement, 3 position, 8 measure, 2 commitment, 4 dispute',
      calendar: FIVE_MEETINGS,
      csv: `${OCTOBER}, No. 70`,
    },
  ],
];

/** What our side knew on a day, with what that names. */
export const KNOWN: Course = [
  [
    '2025-07-24',
    {
      ...UNKNOWN,
      moments: '2 dated to 2025-07-24, 2 learned to 2025-07-24, 2 recorded',
      april: 'event-unknown',
      licences: 'nothing',
      list: 'exploratory; next none; last CommitmentMade 2025-07-24; 2 party, 1 issue, 1 meeting, 1 commitment',
      names: 'China, EU',
      calendar: '2025-07-24 CONFIRMED Summit',
      csv: 'none',
    },
  ],
  [
    // No. 61 is told of by the article alone. The notices of this day widen No. 18.
    '2025-10-09',
    {
      moments: '7 dated to 2025-10-09, 7 learned to 2025-10-09, 7 recorded',
      april: `${NO_18}; corrected`,
      licences: 'measure 2025-04-04',
      list: 'exploratory; next none; last MeasureAnnounced 2025-10-09; 2 party, 2 representative, 1 issue, 1 meeting, 6 measure, 1 commitment',
      names: FIRST_NAMES,
      csv: 'No. 18, No. 55, No. 56, No. 57, No. 58, No. 62',
    },
  ],
  [
    '2025-10-21',
    {
      moments: '14 dated to 2025-10-21, 14 learned to 2025-10-21, 14 recorded',
      april: `${NO_18}; corrected; then FigureReported`,
      brief: 'proposed',
      meeting: 'before: another held',
      coming: '[Wang coming], no word on EU',
      positions: 'no position, no position, no redLine',
      measures: '1 in-force 2025-04-04, 1 in-force 2025-10-09, 4 not-yet 2025-11-08',
      pledges: 'open',
      statements: '0',
      disputes: '0',
      licences: 'issue 2025-10-21, measure 2025-04-04',
      list: 'exploratory; next none; last FigureReported 2025-10-21; 2 party, 5 representative, 3 issue, 3 meeting, 6 measure, 1 commitment',
      names: CALLERS,
      calendar: '2025-07-24 CONFIRMED Summit, 2025-10-21 CONFIRMED Call, undated NEEDS-ACTION Talks',
    },
  ],
  // Nothing was learned until the article appeared.
  ['2025-10-26', {}],
  [
    '2025-10-27',
    {
      moments: '33 dated to 2025-10-27, 61 learned to 2025-10-27, 65 recorded',
      thursday: THURSDAY,
      brief: 'confirmed',
      meeting: 'proposed, scheduled, confirmed, before: another held',
      coming: WANG_IN_DOUBT,
      positions: NOT_MOVED,
      measures: ANNOUNCED,
      pledges: 'open, ProgressReported, open',
      statements: '5 and 4 more',
      disputes: '2',
      week: 'Contact held, Talks confirmed',
      licences: `issue 2025-10-21, ${LICENCES}`,
      list: 'active; next Talks; last AccountDisputed 2025-10-27; 2 party, 8 representative, 3 issue, 4 meeting, 9 statement, 3 position, 7 measure, 2 commitment, 2 dispute',
      names: ALL_NAMES,
      calendar: FOUR_MEETINGS,
      csv: OCTOBER,
    },
  ],
  [
    '2025-10-28',
    {
      moments: '34 dated to 2025-10-28, 62 learned to 2025-10-28, 66 recorded',
      disputes: '3',
      list: 'active; next Talks; last AccountDisputed 2025-10-28; 2 party, 8 representative, 3 issue, 4 meeting, 9 statement, 3 position, 7 measure, 2 commitment, 3 dispute',
    },
  ],
  [
    '2025-10-30',
    {
      moments: '36 dated to 2025-10-30, 64 learned to 2025-10-30, 68 recorded',
      brief: 'held',
      meeting: 'proposed, scheduled, confirmed, held, before: another held',
      disputes: '2',
      week: 'Contact held, Talks held',
      list: 'active; next none; last DisputeSettled 2025-10-30; 2 party, 8 representative, 3 issue, 4 meeting, 9 statement, 3 position, 7 measure, 2 commitment, 3 dispute',
    },
  ],
  [
    '2025-11-01',
    {
      moments: '40 dated to 2025-11-01, 68 learned to 2025-11-01, 72 recorded',
      statements: '5 and 5 more',
      disputes: '3',
      week: 'Contact held, Talks held, Friday held',
      list: 'active; next none; last AccountDisputed 2025-11-01; 2 party, 8 representative, 3 issue, 5 meeting, 10 statement, 3 position, 7 measure, 2 commitment, 4 dispute',
      calendar: FIVE_MEETINGS,
    },
  ],
  [
    '2025-11-07',
    {
      moments: '50 dated to 2025-11-07, 78 learned to 2025-11-07, 82 recorded',
      positions: SOFTENED,
      measures: SUSPENDED,
      list: 'active; next none; last PositionShifted 2025-11-07; 2 party, 8 representative, 3 issue, 5 meeting, 10 statement, 3 position, 8 measure, 2 commitment, 4 dispute',
      csv: `${OCTOBER}, No. 70`,
    },
  ],
  [
    '2025-12-19',
    {
      moments: '52 dated to 2025-12-19, 80 learned to 2025-12-19, 84 recorded',
      pledges: 'open, ProgressReported, open, ProgressReported',
      licences: ALL_LICENCES,
      list: 'active; next none; last ProgressReported 2025-12-19; 2 party, 8 representative, 3 issue, 5 meeting, 11 statement, 3 position, 8 measure, 2 commitment, 4 dispute',
    },
  ],
];

/** The record as it was when the event of an entry was its last one, read today. */
export const RECORDED: Course = [
  [
    'talks',
    {
      ...UNKNOWN,
      moments: '0 dated, 1 learned to 2025-10-27, 1 recorded',
      april: 'event-unknown',
      licences: 'nothing',
      list: 'exploratory; next none; last NegotiationOpened 2025-07; nothing',
      names: 'none',
      calendar: 'empty',
      csv: 'none',
    },
  ],
  [
    'april',
    {
      moments: '0 dated, 13 learned to 2025-10-27, 13 recorded',
      april:
        'China announced an export control through Authorities: “Restrictions on the supply of critical materials”',
      list: 'exploratory; next none; last IssueRaised 2025-10-20/2025-10-26; 2 party, 7 representative, 2 issue, 1 measure',
      names: 'Brussels, China, MOFCOM, Authorities, Commission, EU, Šefčovič, Gill, Wang',
      csv: 'Restrictions on the supply of critical materials',
    },
  ],
  [
    'dialogue',
    {
      moments: '0 dated, 19 learned to 2025-10-27, 19 recorded',
      list: 'exploratory; next none; last IssueRaised 2025-10-20/2025-10-26; 2 party, 7 representative, 2 issue, 1 meeting, 1 statement, 2 position, 1 measure, 1 commitment',
      calendar: '2025-07-01/2025-07-31 COMPLETED Summit',
    },
  ],
  [
    'october',
    {
      moments: '0 dated, 20 learned to 2025-10-27, 20 recorded',
      licences: 'measure 2025-10-01',
      list: 'exploratory; next none; last IssueRaised 2025-10-20/2025-10-26; 2 party, 7 representative, 2 issue, 1 meeting, 1 statement, 2 position, 2 measure, 1 commitment',
      csv: 'Restrictions on the supply of critical materials, Expansion of the restrictions introduced in April',
    },
  ],
  [
    // “Since April” and “early October”: no day of them is told.
    'brussels',
    {
      moments: '0 dated, 30 learned to 2025-10-27, 30 recorded',
      brief: 'tentative',
      meeting: 'proposed, before: another held',
      coming: 'no word on EU, no word on China',
      positions: NOT_MOVED,
      measures: '1 in-force 2025-04-01/2025-04-30, 1 in-force 2025-10-01/2025-10-09',
      pledges: 'open',
      statements: '5',
      disputes: '0',
      week: 'Talks tentative',
      licences: 'statement 2025-10-01, measure 2025-10-01, position 2025-04-01',
      list: 'exploratory; next none; last MeetingProposed ../2025-10-27; 2 party, 7 representative, 2 issue, 3 meeting, 5 statement, 3 position, 2 measure, 1 commitment',
      calendar: `${SUMMIT_AND_CALL}, 2025-10-27/2025-11-02 NEEDS-ACTION Talks`,
    },
  ],
  [
    'dialogue-begins',
    {
      moments: '10 dated to 2025-10-27, 40 learned to 2025-10-27, 40 recorded',
      thursday: THURSDAY,
      brief: 'confirmed',
      meeting: 'proposed, scheduled, confirmed, before: another held',
      coming: 'China announced, [Wang unclear], no word on EU',
      pledges: 'open, ProgressReported',
      statements: '5 and 2 more',
      week: 'Contact held, Talks confirmed',
      list: 'active; next none; last ProgressReported 2025-10-27; 2 party, 7 representative, 2 issue, 4 meeting, 7 statement, 3 position, 2 measure, 1 commitment',
      calendar: FOUR_MEETINGS,
    },
  ],
  [
    'october-is-no-61',
    {
      moments: '14 dated to 2025-10-27, 42 learned to 2025-10-27, 45 recorded',
      april: `${NO_18}; corrected`,
      measures: '1 in-force 2025-04-04, 1 in-force 2025-10-09, 2 in-force 2025-12-01',
      pledges: 'open, ProgressReported, open',
      licences: LICENCES,
      list: 'active; next none; last ProgressReported 2025-10-27; 2 party, 7 representative, 2 issue, 4 meeting, 7 statement, 3 position, 2 measure, 2 commitment',
      csv: 'No. 18, No. 61',
    },
  ],
  [
    'wang-accepts',
    {
      moments: '22 dated to 2025-10-27, 50 learned to 2025-10-27, 54 recorded',
      coming: 'China announced, Wang coming, [Wang unclear], no word on EU',
      measures: '1 in-force 2025-04-04, 2 in-force 2025-10-09, 4 in-force 2025-11-08, 2 in-force 2025-12-01',
      list: 'active; next none; last ProgressReported 2025-10-27; 2 party, 7 representative, 2 issue, 4 meeting, 7 statement, 3 position, 7 measure, 2 commitment',
      csv: OCTOBER,
    },
  ],
  [
    'brussels-held',
    {
      moments: '35 dated to 2025-10-30, 63 learned to 2025-10-30, 67 recorded',
      april: `${NO_18}; corrected; then FigureReported`,
      brief: 'held',
      meeting: 'proposed, scheduled, confirmed, held, before: another held',
      coming: WANG_IN_DOUBT,
      statements: '5 and 4 more',
      disputes: '3',
      week: 'Contact held, Talks held',
      licences: `issue 2025-10-21, ${LICENCES}`,
      list: 'active; next none; last MeetingHeld 2025-10-30; 2 party, 8 representative, 3 issue, 4 meeting, 9 statement, 3 position, 7 measure, 2 commitment, 3 dispute',
      names: ALL_NAMES,
    },
  ],
  [
    'no-70',
    {
      moments: '41 dated to 2025-11-07, 69 learned to 2025-11-07, 73 recorded',
      measures: '1 in-force 2025-04-04, 2 in-force 2025-10-09, 4 in-force 2025-11-08, 2 in-force 2025-12-01, 1 expired',
      statements: '5 and 5 more',
      week: 'Contact held, Talks held, Friday held',
      list: 'active; next none; last MeasureAnnounced 2025-11-07; 2 party, 8 representative, 3 issue, 5 meeting, 10 statement, 3 position, 8 measure, 2 commitment, 4 dispute',
      calendar: FIVE_MEETINGS,
      csv: `${OCTOBER}, No. 70`,
    },
  ],
];
