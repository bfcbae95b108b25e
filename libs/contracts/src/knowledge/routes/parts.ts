import { z } from 'zod'

export const reader = { scope: 'api:read', role: 'viewer', boundKey: 'confined' } as const
export const writer = { scope: 'api:write', role: 'member', boundKey: 'confined' } as const

export const mebibyte = 1024 * 1024

/** Path parameters by name. */
export const idOf = <Name extends string>(...names: Name[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, z.string().max(200)])) as Record<Name, z.ZodString>)
