import { begin, programs, situations, type Left } from '../../testing/model/situations.ts'
import { explore, type Program } from '../../testing/model/explore.ts'
import type { RunDocument } from '../run.ts'
import { transitions, type Transitions } from '../transitions/index.ts'

const { applies, cancels, finishes, finishesOther, forces, lives, looks, movesThereAndBack, spoils, startsRun } =
  programs

describe('every law holds after every schedule with one switch and one death', () => {
  it.each(situations)('%s', async (_situation, from, together) => {
    const schedules = await explore({ begin: begin[from]({}), programs: together, switches: 1, crashes: 1 })
    expect(schedules).toBeGreaterThan(50)
  })
})

/** The same document as if it were in another status. */
const as = (run: RunDocument, status: RunDocument['status'], other: RunDocument['status']): RunDocument =>
  run.status === status ? { ...run, status: other } : run

describe('a law is broken without the rule', () => {
  /** The first law that is broken, by as few switches as it takes. */
  const broken = async (from: keyof typeof begin, together: Program[], left: Left): Promise<string> => {
    for (const switches of [0, 1, 2]) {
      const found = await explore({ begin: begin[from](left), programs: together, switches, crashes: 1 }).then(
        () => null,
        ({ message }: Error) => message,
      )
      if (found) return found
    }
    return 'none is broken'
  }

  it('finish: a write names the version that it was made from', async () => {
    const together = [finishes, finishesOther]
    expect(await broken('finish', together, { comparesVersions: false })).toMatch('versions rise one by one')
  })

  it('start: the owner keeps the command', async () => {
    const left = { ownerRules: { keepsCommand: false } }
    const two = [startsRun('run1', 'command1'), startsRun('run2', 'command1')]
    expect(await broken('start', two, left)).toMatch('because of its own first effect')
  })

  it('start: a tombstone keeps the command', async () => {
    const tombstone: Transitions['tombstone'] = (run, context) => ({
      ...transitions.tombstone(run, context),
      commandId: `${run._id}, gone`,
    })
    const together = [startsRun('run1', 'command1'), lives]
    expect(await broken('start', together, { rules: { tombstone } })).toMatch('one command starts one run')
  })

  it('commit: cancel is refused while the result is being attached', async () => {
    const cancel: Transitions['cancel'] = (before, command, context) =>
      transitions.cancel(as(before, 'committing', 'running'), command, context)
    expect(await broken('commit', [finishes, cancels], { rules: { cancel } })).toMatch(
      'rows show for runs that succeed',
    )
  })

  it('commit: the owner lists a run only while it names it', async () => {
    const left = { ownerRules: { listsOnlyItsOwn: false } }
    expect(await broken('commit', [finishes, looks, spoils], left)).toMatch('rows show for runs that succeeded')
  })

  it('commit: rows have ids of their run and their number', async () => {
    const left = { ownerRules: { derivesRowIds: false } }
    expect(await broken('commit', [finishes, looks], left)).toMatch('a run has its rows, and no more')
  })

  it('apply: a run is decided about by one at a time', async () => {
    const openDecision: Transitions['openDecision'] = (before, decision, context) =>
      transitions.openDecision(as(before, 'deciding', 'waiting'), decision, context)
    const together = [applies, applies]
    expect(await broken('apply', together, { rules: { openDecision } })).toMatch(/applied|decided/)
  })

  it('apply: a decision is settled by its own id only', async () => {
    const settleDecision: Transitions['settleDecision'] = (before, _id, applied, context) =>
      transitions.settleDecision(before, before.decision?.id ?? '', applied, context)
    const together = [applies, applies, movesThereAndBack]
    expect(await broken('apply', together, { rules: { settleDecision } })).toMatch('a run is applied once')
  })

  it('apply: the target compares its counter, since what is active can come back', async () => {
    const left = { targetRules: { comparesCounter: false } }
    expect(await broken('apply', [applies, movesThereAndBack], left)).toMatch('nobody replaces what he has not seen')
  })

  it('apply: the target takes a run once', async () => {
    const left = { targetRules: { takesOnce: false, comparesCounter: false } }
    expect(await broken('apply', [forces, looks], left)).toMatch('a run is applied once')
  })
})
