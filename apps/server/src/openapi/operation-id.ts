/** The operationId of a command of the domain: HoldMeeting is holdMeeting. */
export const operationIdOf = (command: string) => `${command[0]!.toLowerCase()}${command.slice(1)}`;
