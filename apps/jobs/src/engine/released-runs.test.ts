import { RunView, runEnded } from '@synthwright/contracts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { draftRecipe } from '../artifacts/draft.recipe.ts'
import { runView } from '../runs/run-view.ts'
import { readRun } from './run.repository.ts'
import type { RunDocument } from './run.ts'
import { defaultTiming as timing } from './timing.ts'
import { transitions } from './transitions/index.ts'

const folder = join(import.meta.dirname, '../../../../libs/contracts/releases')
const dates = ['createdAt', 'startedAt', 'endedAt', 'expiresAt']

const documentsOf = (release: string): RunDocument[] =>
  JSON.parse(readFileSync(join(folder, release, 'run-documents.json'), 'utf8'), (name, value: unknown) =>
    dates.includes(name) && typeof value === 'string' ? new Date(value) : value,
  ) as RunDocument[]

const releases = readdirSync(folder).filter((name) => /^v\d+$/.test(name))
const stored = releases.flatMap((release) =>
  documentsOf(release).map((document) => ({ release, document, of: `${document.kind}, ${document.status}` })),
)
const context = { now: Date.now(), timing, recipe: draftRecipe, maxAttempts: () => 3, random: () => 1 }
const command = { commandId: 'cmd_1', requestId: null, principal: { userId: 'user_1', credentialId: 'cred_1' } }

it('has documents of every release', () => {
  expect(new Set(stored.map(({ release }) => release))).toEqual(new Set(releases))
  expect(stored.some(({ document }) => !runEnded(document.status))).toBe(true)
})

describe.each(stored)('a run stored by release $release ($of)', ({ document }) => {
  const run = readRun(document)

  if (run.deleted) {
    it('stays deleted', () =>
      expect(transitions.markDeleted(run, command, context)).toEqual({ accepted: false, reason: 'run_not_found' }))
    return
  }

  it('is shown', () => expect(RunView.parse(runView(run))).toMatchObject({ run_id: document._id, kind: document.kind }))

  if (runEnded(document.status)) {
    it('can be deleted', () => expect(transitions.markDeleted(run, command, context)).toMatchObject({ accepted: true }))
  } else {
    it('can be cancelled', () =>
      expect(transitions.cancel(run, command, context)).toMatchObject({ accepted: true, run: { status: 'cancelled' } }))

    it('goes on when the worker that had its task is gone', () => {
      const lapsed = transitions.reconcile(run, { ...context, leasesLapse: true })!.run
      const step = lapsed.steps.at(-1)!
      const task = step.tasks.find(({ status }) => status === 'queued')!
      const at = { step: step.name, round: step.round, task: task.key, claimId: 'claim_1', worker: 'w' }
      const claimed = transitions.claim(lapsed, at, { ...context, now: task.notBefore ?? context.now })
      expect(claimed).toMatchObject({ accepted: true, attempt: task.attempt + 1 })
    })
  }
})
