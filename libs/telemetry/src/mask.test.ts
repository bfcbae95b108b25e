import { AppError } from '@synthwright/kernel'
import { masked, maskedText } from './mask.ts'

describe('masked', () => {
  it.each([
    'authorization',
    'Authorization',
    'password',
    'userPassword',
    'api_key',
    'apiKey',
    'x-api-key',
    'AUTH_SECRET',
    'accessToken',
    'set-cookie',
    'sessionid',
    'private_key',
    'tokens',
  ])('hides the field %s at any depth', (name) => {
    expect(JSON.stringify(masked({ outer: [{ inner: { [name]: 'hunter2-hunter2' } }] }))).not.toContain('hunter2')
  })

  it('hides whatever a secret field holds', () => {
    expect(masked({ credentials: { id: 'a' }, cookies: ['b'] })).toEqual({
      credentials: '[masked]',
      cookies: '[masked]',
    })
  })

  it.each(['credentialId', 'keyboard', 'author', 'sessionCount', 'primaryKey'])('shows the field %s', (name) => {
    expect(masked({ [name]: 'text' })).toEqual({ [name]: 'text' })
  })

  it('shows what only counts', () => {
    expect(masked({ tokens: 512, inputTokens: 12, token: null })).toEqual({ tokens: 512, inputTokens: 12, token: null })
  })

  it.each([
    ['mongodb://app:hunter2@db.internal/x', 'mongodb://[masked]@db.internal/x'],
    ['Authorization: Bearer abcdefgh12345678.x', 'Authorization: Bearer [masked]'],
    ['key sk_live_abcdef0123456789 was used', 'key [masked] was used'],
    ['see https://example.org/a:b and mail me@example.org', 'see https://example.org/a:b and mail me@example.org'],
  ])('finds secrets inside text: %s', (text, expected) => {
    expect(maskedText(text)).toBe(expected)
  })

  it('shows errors as code, message, details and stack, with their causes', () => {
    const error = new AppError('run_not_found', 'Run not found', {
      details: { run: 'r', token: 'hunter2' },
      cause: new Error('at nats://u:hunter2@h'),
    })
    const shown = masked({ error }) as { error: Record<string, unknown> }
    expect(shown.error).toMatchObject({
      code: 'run_not_found',
      message: 'Run not found',
      cause: { stack: expect.any(String) },
    })
    expect(JSON.stringify(shown)).not.toContain('hunter2')
  })

  it('bounds text, lists, depth and the whole', () => {
    const nested: Record<string, unknown> = {}
    nested['again'] = nested
    const wide = Array.from({ length: 1_000 }, (_, n) => Array.from({ length: 1_000 }, () => n))
    const shown = JSON.stringify(masked({ text: 'x'.repeat(1_000_000), nested, wide }))
    expect(shown.length).toBeLessThan(10_000)
    expect(shown).toContain('(1000000 characters)')
  })

  it('survives what JSON cannot hold', () => {
    const shown = masked({
      big: 1n,
      at: new Date(0),
      bad: new Date(Number.NaN),
      bytes: new Uint8Array(3),
      fn: () => {},
    })
    expect(shown).toEqual({ big: '1', at: '1970-01-01T00:00:00.000Z', bad: null, bytes: '[3 bytes]', fn: '[function]' })
  })
})
