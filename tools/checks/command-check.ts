import { verdict, type Check } from './check.ts'
import { runNode } from './run-node.ts'

interface CommandOptions {
  env?: Record<string, string>
  /** Output that makes it fail even when the command ends with 0. */
  refused?: RegExp
}

/** A check that holds when a command ends with 0. */
export const commandCheck = (name: string, args: readonly string[], { env, refused }: CommandOptions = {}): Check => ({
  name,
  run: async (signal) => {
    const { code, output } = await runNode(args, { env, signal })
    return verdict(code === 0 && !refused?.test(output), output)
  },
})
