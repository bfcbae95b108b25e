import { runCancelled, runChanged, runEnded, type Task } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import type { OutboxEntry, RunDocument } from './run.ts'

/** The part of the bus that the engine needs: task messages out, wake-ups out. */
export type EngineBus = Pick<Bus, 'dispatch' | 'publish'>

export interface EngineLog {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
}

interface MessengerOptions {
  bus: EngineBus
  log: EngineLog
  contractOf: (task: { service: string; name: string }) => Task
}

/** Tells workers and watchers what was committed. Whatever is lost here is sent again, or asked for. */
export const createMessenger = ({ bus, log, contractOf }: MessengerOptions) => ({
  async send(run: RunDocument, entries: readonly OutboxEntry[]): Promise<void> {
    await Promise.all(
      entries.map(async (entry) => {
        const message = { team: run.teamId, run: run._id, step: entry.step, round: entry.round, task: entry.task }
        const id = [run._id, entry.step, entry.round, entry.task, entry.attempt, entry.sending].join('.')
        try {
          await bus.dispatch(contractOf(entry), message, id)
        } catch (error) {
          log.warn('A task message was not sent; it will be sent again', { run: run._id, step: entry.step, error })
        }
      }),
    )
  },

  moved({ teamId, _id, seq, status }: RunDocument): void {
    bus.publish(runChanged, { team: teamId, run: _id }, { seq, ended: runEnded(status) })
  },

  /** Workers that hold a task of it stop early. */
  cancelled({ _id }: RunDocument): void {
    bus.publish(runCancelled, { run: _id }, {})
  },
})
