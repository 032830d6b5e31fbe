import { type Moment, parametersOf } from './moment.js';

/** The address of the brief for a meeting, at the moment that is shown. */
export const addressOfBrief = (negotiationId: string, meetingId: string, moment: Moment | undefined): string => {
  const path = `/negotiations/${encodeURIComponent(negotiationId)}/meetings/${encodeURIComponent(meetingId)}/brief`;
  return moment === undefined ? path : `${path}?${parametersOf(moment)}`;
};
