import { useMessages } from '../messages/use-messages.js';
import { type Moment, parametersOf } from '../model/moment.js';

/** The screens of a negotiation, each at the moment that is shown; the one that is shown has no address. */
export const useScreens = (id: string, shown: 'board' | 'timeline' | 'changes', moment: Moment | undefined) => {
  const { say } = useMessages();
  const path = `/negotiations/${encodeURIComponent(id)}`;
  const parameters = parametersOf(moment);
  const at = (address: string) => (parameters === '' ? address : `${address}?${parameters}`);
  return [
    { name: say('list.title'), address: '/' },
    { name: say('board.title'), ...(shown !== 'board' && { address: at(path) }) },
    { name: say('timeline.title'), ...(shown !== 'timeline' && { address: at(`${path}/timeline`) }) },
    { name: say('changes.title'), ...(shown !== 'changes' && { address: at(`${path}/changes`) }) },
  ];
};

/** The screens of all negotiations. */
export const useOverviews = (shown: 'list' | 'week') => {
  const { say } = useMessages();
  return [
    { name: say('list.title'), ...(shown !== 'list' && { address: '/' }) },
    { name: say('week.title'), ...(shown !== 'week' && { address: '/week' }) },
  ];
};
