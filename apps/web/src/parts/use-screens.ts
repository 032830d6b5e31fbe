import { useLocation } from 'wouter-preact';
import { useAnswer } from '../api/queries.js';
import { useMessages } from '../messages/use-messages.js';
import { type Moment, parametersOf } from '../model/moment.js';
import type { Me } from '../types/types.gen.js';
import { shortcutKey } from './shortcut.js';
import { useKeyDown } from './use-key-down.js';

/** The screens of a negotiation, each at the moment that is shown; the one that is shown has no address. `R` opens the form of who may record. */
export const useScreens = (
  id: string,
  shown: 'board' | 'timeline' | 'changes' | 'record' | 'audit' | 'brief',
  moment: Moment | undefined,
) => {
  const { say } = useMessages();
  const [, navigate] = useLocation();
  const path = `/negotiations/${encodeURIComponent(id)}`;
  const mine = useRecordAddress(id);
  const record = shown === 'record' ? `${path}/record` : mine;
  useKeyDown((event) => {
    if (shown === 'record' || record === undefined || shortcutKey(event)?.toLowerCase() !== 'r') return;
    event.preventDefault();
    navigate(record);
  });
  const at = (address: string, then = moment) => (then === undefined ? address : `${address}?${parametersOf(then)}`);
  // What moved is told by days.
  const day = moment && { axis: moment.axis, day: moment.day };
  return [
    { name: say('list.title'), address: '/' },
    { name: say('board.title'), ...(shown !== 'board' && { address: at(path) }) },
    { name: say('timeline.title'), ...(shown !== 'timeline' && { address: at(`${path}/timeline`) }) },
    { name: say('changes.title'), ...(shown !== 'changes' && { address: at(`${path}/changes`, day) }) },
    { name: say('audit.title'), ...(shown !== 'audit' && { address: `${path}/audit` }) },
    // It is of a meeting, so there is no way to it but from that.
    ...(shown === 'brief' ? [{ name: say('brief.title') }] : []),
    ...(record !== undefined ? [{ name: say('record.title'), ...(shown !== 'record' && { address: record }) }] : []),
  ];
};

/** Where whoever reads may record something: undefined if they may not, or that is not known yet. */
export const useRecordAddress = (id: string): string | undefined => {
  const { data } = useAnswer<Me>('/v1/me');
  return data?.body.may.includes('record') === true ? `/negotiations/${encodeURIComponent(id)}/record` : undefined;
};

/** The screens of all negotiations, and of the whole record. */
export const useOverviews = (shown: 'list' | 'week' | 'administration' | 'verify') => {
  const { say } = useMessages();
  return [
    { name: say('list.title'), ...(shown !== 'list' && { address: '/' }) },
    { name: say('week.title'), ...(shown !== 'week' && { address: '/week' }) },
    { name: say('administration.title'), ...(shown !== 'administration' && { address: '/administration' }) },
    { name: say('verify.title'), ...(shown !== 'verify' && { address: '/verify' }) },
  ];
};
