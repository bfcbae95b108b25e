import { runChanged, watchRun, type HistoryEntry } from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import { entry, runView } from './samples.ts'
import type { Replica, Seeded, TestGateway } from './start-gateway.ts'

/** A run of the fakes, of one team, that a test moves. */
export interface FollowedRun {
  readonly id: string
  /** Adds a state change and tells that there is one. */
  happen(type?: HistoryEntry['type']): void
  /** The same without telling. */
  happenUnheard(type?: HistoryEntry['type']): void
  tell(progress?: { done: number; total: number }): void
  /** What jobs answers who has everything up to `afterSeq`. */
  state(afterSeq: number): { run: ReturnType<typeof runView>; ended: boolean; history: HistoryEntry[] }
}

export const followedRun = ({ services, bus }: TestGateway, { teamId }: Seeded): FollowedRun => {
  const id = newId('run')
  const history = [entry(1, 'run.created'), entry(2, 'run.started')]
  let ended = false
  const state: FollowedRun['state'] = (afterSeq) => ({
    run: runView(id),
    ended,
    history: history.filter(({ seq }) => seq > afterSeq),
  })
  services.forget()
  services.on(watchRun, ({ runId, afterSeq }) => {
    if (runId !== id) throw new AppError('run_not_found', 'no')
    return state(afterSeq)
  })
  const tell: FollowedRun['tell'] = (progress) =>
    bus.publish(runChanged, { team: teamId, run: id }, { seq: history.length, ended, progress })
  const happenUnheard: FollowedRun['happenUnheard'] = (type = 'task.done') => {
    history.push(entry(history.length + 1, type))
    ended = type === 'run.succeeded'
  }
  return {
    id,
    state,
    tell,
    happenUnheard,
    happen: (type) => {
      happenUnheard(type)
      tell()
    },
  }
}

/** What a client has heard so far. */
export interface HeardEvents {
  readonly response: Response
  /** Settles when the stream ends; rejects when it breaks off. */
  readonly done: Promise<void>
  text(): string
  ids(): number[]
  leave(): void
}

/** Follows the run and collects what comes. */
export const followEvents = async (
  { url }: Pick<Replica, 'url'>,
  { key }: Pick<Seeded, 'key'>,
  { id }: Pick<FollowedRun, 'id'>,
  headers: Record<string, string> = {},
): Promise<HeardEvents> => {
  const leaving = new AbortController()
  const response = await fetch(`${url}/runs/${id}/events`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
    signal: leaving.signal,
  })
  let text = ''
  const done = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk
  })()
  // Whether it broke off is asked later, or never.
  done.catch(() => {})
  return {
    response,
    done,
    text: () => text,
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
    leave: () => leaving.abort(),
  }
}
