import { AppError } from './app-error.ts'
import { noteEffect, watchEffects } from './effects.ts'

const failing = (
  code: 'store_unavailable' | 'cancelled' | 'revision_conflict' | 'run_cancelled',
  after: () => void = () => {},
) =>
  watchEffects(async () => {
    await Promise.resolve()
    after()
    throw new AppError(code, 'no')
  })

it.each(['store_unavailable', 'cancelled'] as const)('%s may be repeated while nothing was changed', async (code) => {
  await expect(failing(code)).rejects.toMatchObject({ code })
  await expect(failing(code, noteEffect)).rejects.toMatchObject({ code: 'outcome_unknown', cause: { code } })
})

it('leaves what was refused', async () => {
  await expect(failing('revision_conflict', noteEffect)).rejects.toMatchObject({ code: 'revision_conflict' })
  await expect(failing('run_cancelled', noteEffect)).rejects.toMatchObject({ code: 'run_cancelled' })
})

it('keeps requests apart', async () => {
  noteEffect()
  await watchEffects(() => Promise.resolve(noteEffect()))
  await expect(failing('store_unavailable')).rejects.toMatchObject({ code: 'store_unavailable' })
})
