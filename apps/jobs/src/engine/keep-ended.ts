import type { RunRepository } from './run.repository.ts'
import type { RunDocument } from './run.ts'
import type { EngineTiming } from './timing.ts'
import { timed } from './transitions/index.ts'

interface KeepOptions {
  runs: Pick<RunRepository, 'insert' | 'replace' | 'addAudit'>
  now: number
  timing: EngineTiming
}

/**
 * Keeps a run that was over before it was stored, whose id says what it stands for: one that is there already stays as
 * it is, and only has one more thing to tell the audit log. One that was deleted before this one began comes back.
 * @returns what is stored now
 */
export const keepEnded = async (run: RunDocument, options: KeepOptions): Promise<RunDocument> => {
  const { runs, now, timing } = options
  const existing = await runs.insert(run)
  if (!existing) return run
  const audit = [...existing.audit, ...run.audit]
  const version = existing.version + 1
  if (existing.deleted && existing.deleted.at <= run.createdAt.getTime()) {
    const back = timed({ ...run, version, audit }, { now, timing })
    return (await runs.replace(back, existing.version)) ? back : keepEnded(run, options)
  }
  await runs.addAudit(run.teamId, run._id, run.audit, now + timing.resendAfterMs)
  return { ...existing, version, audit }
}
