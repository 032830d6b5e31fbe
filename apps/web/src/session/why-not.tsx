import { useMessages } from '../messages/use-messages.js';
import { IssuerUnreachable } from './issuer-unreachable.js';

/** Why nobody could log in: what the issuer or the browser said of it. */
export const WhyNot = ({ error }: Readonly<{ error: Error }>) => {
  const { say } = useMessages();
  if (error instanceof IssuerUnreachable) return <span>{say('session.noIssuer')}</span>;
  return <bdi lang="en">{error.message}</bdi>;
};
