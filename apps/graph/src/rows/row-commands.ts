import type { RowHead } from './row.ts'

/** Repetitions come within minutes, while few others change the same row. */
const mostPast = 20

type Commands = Pick<RowHead, 'lastCommandId' | 'pastCommandIds'>

/** Whether the row was changed by this command already: coming again, also after others, it changes nothing. */
export const wasChangedBy = ({ lastCommandId, pastCommandIds = [] }: Commands, commandId: string): boolean =>
  lastCommandId === commandId || pastCommandIds.includes(commandId)

/** What a row keeps of the commands that changed it, once this one has. */
export const changedBy = ({ lastCommandId, pastCommandIds = [] }: Commands, commandId: string): Commands => ({
  lastCommandId: commandId,
  pastCommandIds: lastCommandId === null ? [] : [...pastCommandIds, lastCommandId].slice(-mostPast),
})
