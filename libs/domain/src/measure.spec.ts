import { describe, expect, it } from '@jest/globals';
import type { EventId, PartyId } from './ids.js';
import { measure, type MeasureEvents, type Provision, PROVISION_ID } from './measure.js';
import { corrects, on, scenario, voids } from './testing.js';
import type { WorldDate } from './world-date.js';

const { given } = scenario(measure);

const part = (provisionId: string, dates: Partial<Provision> = {}): Provision => ({
  provisionId,
  text: `section ${provisionId}`,
  ...dates,
});
const no61: MeasureEvents['MeasureAnnounced'] = {
  actorId: 'china' as PartyId,
  title: 'Controls on rare earths abroad',
  instrument: 'export-control',
  reference: 'MOFCOM No. 61',
  reason: 'national security',
  requires: 'an export licence for dual-use items',
  affectedText: 'countries and regions outside China',
  provisions: [
    part('1-1', { entersIntoForce: { on: on('2025-12-01') } }),
    part('1-3', { entersIntoForce: { text: 'at once' } }),
  ],
};
const announced = { type: 'MeasureAnnounced', data: no61 } as const;
const expanded = { type: 'MeasureExpanded', data: { provisions: [part('2')] } } as const;
const day7 = on('2025-11-07');
const day10 = on('2026-11-10');
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('measure', () => {
  it('can be announced with provisions that start on different days', () => {
    expect(given().when({ type: 'AnnounceMeasure', data: no61 })).toEqual([announced]);
  });
  it('cannot be announced twice', () => {
    expect(given(announced).when({ type: 'AnnounceMeasure', data: no61 })).toEqual(refusal('measure-already-recorded'));
  });
  it('must exist before a provision of it is suspended', () => {
    expect(given().when({ type: 'SuspendProvision', data: { provisionId: '1-1' } })).toEqual(
      refusal('measure-unknown'),
    );
  });

  it('cannot lose a provision that other facts are about, by a correction or a voiding', () => {
    const suspended = { type: 'ProvisionSuspended', data: { provisionId: '1-3' } } as const;
    const instead = (...provisions: readonly Provision[]) =>
      given(announced, suspended).whenCorrected(corrects(0, { provisions }));
    expect(instead(part('1-1'))).toEqual({
      refused: 'record-inconsistent',
      because: expect.stringMatching(/^This would make ProvisionSuspended event-1 invalid: .*no provision 1-3/),
    });
    expect(instead(part('1-1'), part('1-3'))).toBeUndefined();
    const widened = given(announced, expanded, { type: 'ProvisionRemoved', data: { provisionId: '2' } });
    expect(widened.whenCorrected(voids(1))).toEqual({
      refused: 'record-inconsistent',
      because: expect.stringMatching(
        /^This would make ProvisionRemoved event-2 invalid: .*Void or correct ProvisionRemoved event-2 first/,
      ),
    });
    expect(widened.whenCorrected(voids(2))).toBeUndefined();
    expect(widened.whenCorrected(voids(0))).toBeUndefined();
  });
  it('can be expanded only by new provisions', () => {
    const expand = (...provisions: readonly Provision[]) =>
      given(announced).when({ type: 'ExpandMeasure', data: { provisions, reason: 'widened in October' } });
    expect(expand(part('2'), part('3'))).toHaveLength(1);
    expect(expand(part('2'), part('1-3'))).toEqual(refusal('provision-already-recorded'));
  });
  it('can be reported as expanded twice if the second is another account of the first', () => {
    const again = { type: 'ExpandMeasure', data: expanded.data } as const;
    expect(given(announced, expanded).when(again, { reportOf: 'event-1' as EventId })).toHaveLength(1);
    expect(given(announced, expanded).when(again)).toEqual(refusal('provision-already-recorded'));
  });
  it('has at least one provision, each with its own id', () => {
    const announce = (...provisions: readonly Provision[]) =>
      given().when({ type: 'AnnounceMeasure', data: { ...no61, provisions } });
    expect(announce(part('1'), part('1'))).toEqual(refusal('provision-already-recorded'));
    expect(announce()).toEqual(refusal('provisions-missing'));
    expect(given(announced).when({ type: 'ExpandMeasure', data: { provisions: [] } })).toEqual(
      refusal('provisions-missing'),
    );
  });
  it('restricts the characters of provision ids', () => {
    expect(['1-3', 'general-licences'].every((name) => PROVISION_ID.test(name))).toBe(true);
    expect(['1(3)', 'Section 1', ''].some((name) => PROVISION_ID.test(name))).toBe(false);
  });

  it('has no provision whose dates prove that it expires before it enters into force', () => {
    const announce = (start: WorldDate, end: WorldDate) =>
      given().when({
        type: 'AnnounceMeasure',
        data: { ...no61, provisions: [part('1', { entersIntoForce: { on: start }, expires: { on: end } })] },
      });
    expect(announce(on('2025-12-01'), on('2025-11-30'))).toEqual(refusal('end-before-start'));
    expect(announce(on('2025-12-01'), on('2025-12-01'))).toHaveLength(1);
    expect(announce(on('2025-12', '2025-12-01', '2025-12-31'), on('2025-12-01'))).toHaveLength(1);
    expect(announce(on('2025-12-01'), { ...on('2025-04-01'), edtf: '2025-04-01/..', latest: null })).toHaveLength(1);
  });

  it('refuses facts about unknown provisions', () => {
    const unknown = refusal('provision-unknown');
    const data = { provisionId: '9' };
    expect(given(announced).when({ type: 'BringProvisionIntoForce', data })).toEqual(unknown);
    expect(given(announced).when({ type: 'SuspendProvision', data })).toEqual(unknown);
    expect(given(announced).when({ type: 'ReinstateProvision', data })).toEqual(unknown);
    expect(given(announced).when({ type: 'RemoveProvision', data })).toEqual(unknown);
  });
  it('accepts facts about a provision before its introduction', () => {
    const suspended = {
      type: 'ProvisionSuspended',
      data: { provisionId: '2' },
      circumstances: { occurredOn: day7 },
    } as const;
    const later = { ...expanded, circumstances: { occurredOn: on('2025-12-19') } };
    expect(
      given(announced, later, suspended).when({ type: 'RemoveProvision', data: { provisionId: '2' } }),
    ).toHaveLength(1);
    expect(given(announced, suspended).when({ type: 'RemoveProvision', data: { provisionId: '2' } })).toEqual(
      refusal('provision-unknown'),
    );
  });

  it('can have a provision suspended before its entry into force, and again for other parties', () => {
    const data: MeasureEvents['ProvisionSuspended'] = {
      provisionId: '1-1',
      from: { on: day7 },
      until: { on: day10, text: 'until 10 November 2026' },
      instrument: 'MOFCOM No. 70',
    };
    const suspended = { type: 'ProvisionSuspended', data } as const;
    expect(given(announced).when({ type: 'SuspendProvision', data })).toEqual([suspended]);
    expect(
      given(announced, suspended).when({
        type: 'SuspendProvision',
        data: { provisionId: '1-1', forPartyIds: ['eu' as PartyId] },
      }),
    ).toHaveLength(1);
  });
  it('refuses a suspension that ends before it starts', () => {
    const suspend = (from: WorldDate, until: WorldDate) =>
      given(announced).when({
        type: 'SuspendProvision',
        data: { provisionId: '1-1', from: { on: from }, until: { on: until } },
      });
    expect(suspend(day10, day7)).toEqual(refusal('end-before-start'));
    expect(suspend(day7, day7)).toHaveLength(1);
    expect(suspend(on('2025-11', '2025-11-01', '2025-11-30'), day7)).toHaveLength(1);
  });

  it('can have a provision enter into force only once', () => {
    const entered = { type: 'ProvisionEnteredIntoForce', data: { provisionId: '1-1' } } as const;
    const enter = { type: 'BringProvisionIntoForce', data: { provisionId: '1-1' } } as const;
    expect(given(announced).when(enter)).toEqual([entered]);
    expect(given(announced, entered).when(enter)).toEqual(refusal('entry-into-force-already-recorded'));
    expect(given(announced, entered).when(enter, { reportOf: 'event-1' as EventId })).toHaveLength(1);
    expect(given(announced, entered).when({ ...enter, data: { provisionId: '1-3' } })).toHaveLength(1);
  });
  it('can have a provision removed once, and again after its reinstatement', () => {
    const removed = { type: 'ProvisionRemoved', data: { provisionId: '1-1' } } as const;
    const reinstated = { type: 'ProvisionReinstated', data: { provisionId: '1-1' } } as const;
    const remove = { type: 'RemoveProvision', data: { provisionId: '1-1' } } as const;
    expect(given(announced).when(remove)).toEqual([removed]);
    expect(given(announced, removed).when(remove)).toEqual(refusal('provision-removed-already-recorded'));
    expect(given(announced, removed, reinstated).when(remove)).toHaveLength(1);
  });
  it('can have a provision reinstated without a recorded suspension', () => {
    const data: MeasureEvents['ProvisionReinstated'] = { provisionId: '1-3', instrument: 'MOFCOM No. 80' };
    expect(given(announced).when({ type: 'ReinstateProvision', data })).toEqual([
      { type: 'ProvisionReinstated', data },
    ]);
  });

  it('accepts contradictory figures', () => {
    const about = 'licence applications dealt with, of about 2,000';
    const told = { about, figure: 'just over half', reportedBy: 'one agency' };
    const data = { about, figure: 'only half', number: 50, unit: '%', reportedBy: 'another outlet' };
    expect(given(announced, { type: 'FigureReported', data: told }).when({ type: 'ReportFigure', data })).toEqual([
      { type: 'FigureReported', data },
    ]);
  });
  it('must exist before a figure is reported', () => {
    expect(given().when({ type: 'ReportFigure', data: { about: 'licences', figure: 'some' } })).toEqual(
      refusal('measure-unknown'),
    );
  });
});
