import { Refused } from '../api/answer.js';
import { useMessages } from '../messages/use-messages.js';

/** Why something was not done, as the service says it. */
export const Why = ({ error }: Readonly<{ error: Error }>) => {
  const { say } = useMessages();
  return error instanceof Refused ? <bdi lang="en">{error.problem.detail}</bdi> : <>{say('trouble.offlineAdvice')}</>;
};
