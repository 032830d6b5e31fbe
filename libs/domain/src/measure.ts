import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  onlyOnce,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';
import type { IssueId, MeasureId, PartyId, RepresentativeId } from './ids.js';
import type { PlannedTime } from './world-date.js';

export const INSTRUMENTS = ['export-control', 'tariff', 'sanction', 'boycott', 'easing'] as const;
export type Instrument = (typeof INSTRUMENTS)[number];
/** A provision's name within its measure, `1-3` for section 1(3). */
export const PROVISION_ID = /^[a-z0-9-]+$/;

/** A part of a measure with its own dates. `expires` is its last day in force. */
export type Provision = Readonly<{
  provisionId: string;
  text: string;
  entersIntoForce?: PlannedTime;
  expires?: PlannedTime;
  /** Absent: the parties that the measure affects. */
  affectedPartyIds?: readonly PartyId[];
}>;

// Events. An announcement and its realization are two facts; announced dates are enough for `inForce`.
export type MeasureEvents = {
  MeasureAnnounced: {
    actorId: PartyId;
    issuedById?: RepresentativeId;
    title: string;
    instrument: Instrument;
    /** The instrument's own number: "MOFCOM No. 61". */
    reference?: string;
    reason?: string;
    /** What it demands of those affected: "an export licence for dual-use items". */
    requires?: string;
    affectedPartyIds?: readonly PartyId[];
    affectedText?: string;
    products?: readonly string[];
    widensId?: MeasureId;
    issueIds?: readonly IssueId[];
    provisions: readonly Provision[];
  };
  MeasureExpanded: { provisions: readonly Provision[]; reference?: string; reason?: string };
  ProvisionEnteredIntoForce: { provisionId: string; text?: string };
  /**
   * `from` absent: on the day of the event. `until` is the last day of the suspension; absent, it lasts until further
   * notice. `forPartyIds` absent: for all.
   */
  ProvisionSuspended: {
    provisionId: string;
    from?: PlannedTime;
    until?: PlannedTime;
    /** The instrument that suspends it, "MOFCOM No. 70", and its own record where there is one. */
    instrument?: string;
    instrumentId?: MeasureId;
    forPartyIds?: readonly PartyId[];
  };
  ProvisionReinstated: {
    provisionId: string;
    from?: PlannedTime;
    instrument?: string;
    forPartyIds?: readonly PartyId[];
  };
  ProvisionRemoved: { provisionId: string; from?: PlannedTime; instrument?: string };
  /** `figure` is verbatim, "just over half"; `number` and `unit` where it can be counted. `reportedBy`: "one agency". */
  FigureReported: {
    about: string;
    figure: string;
    number?: number;
    unit?: string;
    reportedById?: RepresentativeId;
    reportedBy?: string;
  };
};
export type MeasureEvent = EventsOf<MeasureEvents>;

// Commands
const records = {
  AnnounceMeasure: 'MeasureAnnounced',
  ExpandMeasure: 'MeasureExpanded',
  BringProvisionIntoForce: 'ProvisionEnteredIntoForce',
  SuspendProvision: 'ProvisionSuspended',
  ReinstateProvision: 'ProvisionReinstated',
  RemoveProvision: 'ProvisionRemoved',
  ReportFigure: 'FigureReported',
} as const;
export type MeasureCommand = CommandsOf<typeof records, MeasureEvents>;

// State: the provisions, and what can happen once to each.
export type Measure = Readonly<{
  provisions: ReadonlySet<string>;
  entered: ReadonlySet<string>;
  removed: ReadonlySet<string>;
}>;

const provide = (provisions: readonly Provision[], { provisions: known }: Measure): Refusal | undefined => {
  if (provisions.length === 0)
    return refuseField('/provisions', 'provisions-missing', 'A measure needs at least one provision.');
  const ids = provisions.map(({ provisionId }) => provisionId);
  const again = ids.findIndex((id, n) => ids.indexOf(id) < n);
  if (again >= 0)
    return refuseField(
      `/provisions/${again}/provisionId`,
      'provision-already-recorded',
      'Each provision needs its own provisionId: list each one once.',
    );
  const backwards = provisions.findIndex(({ entersIntoForce, expires }) => endsBeforeStart(entersIntoForce, expires));
  if (backwards >= 0)
    return refuseField(
      `/provisions/${backwards}/expires`,
      'end-before-start',
      `Provision ${ids[backwards]} cannot expire before it enters into force. Correct expires or entersIntoForce.`,
    );
  return onlyOnce(
    'provision',
    provisions.some(({ provisionId }) => known.has(provisionId)),
  );
};

/** Only if the dates prove it: a fuzzy end may still be after a fuzzy start. */
const endsBeforeStart = (start?: PlannedTime, end?: PlannedTime): boolean => {
  const [earliestStart, latestEnd] = [start?.on?.earliest, end?.on?.latest];
  return typeof earliestStart === 'string' && typeof latestEnd === 'string' && latestEnd < earliestStart;
};

const name = (provisionId: string, { provisions }: Measure): Refusal | undefined =>
  provisions.has(provisionId)
    ? undefined
    : refuseField(
        '/provisionId',
        'provision-unknown',
        `This measure has no provision ${provisionId}. It has ${[...provisions].join(', ')}. To add a provision, expand the measure.`,
      );

const suspend = ({ from, until }: MeasureEvents['ProvisionSuspended']): Refusal | undefined =>
  endsBeforeStart(from, until)
    ? refuseField('/until', 'end-before-start', 'The suspension cannot end before it starts. Correct from or until.')
    : undefined;

// Facts about a provision may be before its introduction; what can happen once depends on the order.
const guard = (command: MeasureCommand, before: Measure, whole: Measure): Refusal | undefined => {
  switch (command.type) {
    case 'AnnounceMeasure':
    case 'ExpandMeasure':
      return provide(command.data.provisions, before);
    case 'BringProvisionIntoForce': {
      const { provisionId } = command.data;
      return name(provisionId, whole) ?? onlyOnce('entry-into-force', before.entered.has(provisionId));
    }
    case 'SuspendProvision':
      return name(command.data.provisionId, whole) ?? suspend(command.data);
    case 'ReinstateProvision':
      return name(command.data.provisionId, whole);
    case 'RemoveProvision': {
      const { provisionId } = command.data;
      return (
        name(provisionId, whole) ?? onlyOnce('provision-removed', before.removed.has(provisionId), 'it was reinstated')
      );
    }
    case 'ReportFigure':
      return undefined;
    default:
      return unknown(command);
  }
};

const evolve = (state: Measure, event: MeasureEvent): Measure => {
  switch (event.type) {
    case 'MeasureAnnounced':
    case 'MeasureExpanded':
      return {
        ...state,
        provisions: new Set([...state.provisions, ...event.data.provisions.map(({ provisionId }) => provisionId)]),
      };
    case 'ProvisionEnteredIntoForce':
      return { ...state, entered: new Set([...state.entered, event.data.provisionId]) };
    case 'ProvisionRemoved':
      return { ...state, removed: new Set([...state.removed, event.data.provisionId]) };
    case 'ProvisionReinstated':
      return { ...state, removed: new Set([...state.removed].filter((id) => id !== event.data.provisionId)) };
    case 'ProvisionSuspended':
    case 'FigureReported':
      return state;
    default:
      return unknown(event);
  }
};

export const measure: Decider<Measure, MeasureCommand, MeasureEvent> = {
  kind: 'measure',
  records,
  opening: 'AnnounceMeasure',
  initial: {
    provisions: new Set(),
    entered: new Set(),
    removed: new Set(),
  },
  guard,
  evolve,
};
