import { useRef } from 'preact/hooks';
import { Refused } from '../api/answer.js';
import { useLogins } from '../api/queries.js';

/** Whether something was refused since the login had ended, and somebody has logged in again since: then there is nothing to say of it any more. */
export const useLoggedInSince = (error: Error): boolean => {
  const logins = useLogins();
  const first = useRef({ error, logins });
  if (first.current.error !== error) first.current = { error, logins };
  return error instanceof Refused && error.problem.status === 401 && first.current.logins !== logins;
};
