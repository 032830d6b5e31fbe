/** The id of the message that the login has ended. */
export const ENDED = 'login-ended';
