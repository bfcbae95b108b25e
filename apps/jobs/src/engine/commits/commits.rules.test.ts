import { begin, programs, type Left } from '../../testing/model/situations.ts'
import { explore, type Program } from '../../testing/model/explore.ts'
import type { RunDocument } from '../run.ts'
import { transitions, type Transitions } from '../transitions/index.ts'

const {
  applies,
  appliesTwice,
  cancels,
  cancelsAndRemovesTwice,
  closes,
  finishes,
  finishesOther,
  forces,
  lives,
  looks,
  movesThereAndBack,
  reads,
  rejects,
  removesOnly,
  spoils,
  startsRun,
} = programs

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
    expect(await broken('finish', together, { storeRules: { comparesVersions: false } })).toMatch(
      'versions rise one by one',
    )
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

  it('start: an owner is freed of a run that another one took the place of', async () => {
    const left = { ownerRules: { isFreedOfUnmade: false } }
    const together = [startsRun('run1', 'command1'), lives]
    expect(await broken('start', together, left)).toMatch('never comes to rest')
  })

  it('commit: the owner is asked whether it lists a run before the run says that it succeeded', async () => {
    const left = { ownerRules: { saysWhatItLists: false } }
    expect(await broken('commit', [finishes, looks], left)).toMatch('rows show for runs that succeeded')
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

  it('apply: every change of the target raises its counter', async () => {
    const left = { targetRules: { countsEveryChange: false } }
    expect(await broken('apply', [applies, movesThereAndBack], left)).toMatch('nobody replaces what he has not seen')
  })

  it('apply: the target takes changes only while it is open', async () => {
    const left = { targetRules: { takesWhileOpen: false } }
    expect(await broken('apply', [applies, closes], left)).toMatch('what takes no changes stays as it is')
  })

  it('apply: a run goes back to waiting from its own decision only', async () => {
    const settleDecision: Transitions['settleDecision'] = (before, id, applied, context) =>
      transitions.settleDecision(before, applied ? id : (before.decision?.id ?? ''), applied, context)
    const together = [applies, forces, movesThereAndBack]
    expect(await broken('apply', together, { rules: { settleDecision } })).toMatch('a run is applied once')
  })

  it('apply: who is refused looks whether the run was activated by somebody else', async () => {
    const left = { targetRules: { saysWhatNamesTheRun: false } }
    expect(await broken('apply', [applies, looks], left)).toMatch('a run is applied once, and then says so')
  })

  it('apply: only an activation by his own decision tells a decider that he applied it', async () => {
    const left = { targetRules: { namesDecision: false } }
    expect(await broken('apply', [applies, forces, movesThereAndBack], left)).toMatch('one of several deciders wins')
  })

  it('apply: a forced decision that is refused starts again from what is active now', async () => {
    const renewDecision: Transitions['renewDecision'] = (before, id, _counter, context) =>
      transitions.settleDecision(before, id, false, context)
    expect(await broken('apply', [forces, movesThereAndBack], { rules: { renewDecision } })).toMatch(
      'a forced apply starts again from what is active now',
    )
  })

  /** A decision in the middle is no business of whoever meets it. */
  const rules = { isBeingDecided: () => false }

  it.each([
    ['apply', applies],
    ['reject', rejects],
    ['delete', removesOnly],
  ])('apply: %s carries a decision in the middle to its end first', async (_what, meets) => {
    expect(await broken('apply', [applies, meets], { rules })).toMatch('who meets a decision in the middle')
  })

  it('apply: the reconciler carries a decision in the middle to its end', async () => {
    expect(await broken('apply', [applies, looks], { rules })).toMatch('never comes to rest')
  })

  it('apply: a run in the middle of a decision is not deleted', async () => {
    const markDeleted: Transitions['markDeleted'] = (before, command, context) => {
      const result = transitions.markDeleted(as(before, 'deciding', 'cancelled'), command, context)
      return result.accepted ? { ...result, run: as(result.run, 'cancelled', before.status) } : result
    }
    expect(await broken('apply', [applies, removesOnly], { rules: { markDeleted } })).toMatch(
      'a run that was applied is not deleted',
    )
  })

  it('apply: readers are shown a decision in the middle as the target has it', async () => {
    const together = [applies, reads]
    expect(await broken('apply', together, { shows: ({ status }) => status === 'succeeded' })).toMatch(
      'who sees that the target names a run',
    )
    expect(await broken('apply', together, { shows: ({ status }) => status !== 'waiting' })).toMatch(
      'what is shown as applied is applied',
    )
  })

  it('commands: a decision keeps its command', async () => {
    const openDecision: Transitions['openDecision'] = (before, decision, context) =>
      transitions.openDecision(before, { ...decision, commandId: null }, context)
    expect(await broken('apply', [appliesTwice], { rules: { openDecision } })).toMatch('the same command again')
  })

  it('commands: a cancelled run keeps the command that cancelled it', async () => {
    const cancel: Transitions['cancel'] = (before, command, context) =>
      transitions.cancel({ ...before, cancelledBy: null }, command, context)
    expect(await broken('commit', [cancelsAndRemovesTwice], { rules: { cancel } })).toMatch('the same command again')
  })

  it('commands: a deleted run keeps the command that deleted it', async () => {
    const markDeleted: Transitions['markDeleted'] = (before, command, context) =>
      transitions.markDeleted(
        before.deleted ? { ...before, deleted: { ...before.deleted, commandId: null } } : before,
        command,
        context,
      )
    const together = [cancelsAndRemovesTwice]
    expect(await broken('commit', together, { rules: { markDeleted } })).toMatch('the same command again')
  })
})
