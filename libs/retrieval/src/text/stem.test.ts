import { stem } from './stem.ts'

describe('stem', () => {
  it.each([
    ['publishes', 'published'],
    ['queues', 'queued'],
    ['running', 'runs'],
    ['policies', 'policy'],
    ['agreed', 'agree'],
    ['hoping', 'hoped'],
    ['decisions', 'decision'],
  ])('%s meets %s', (a, b) => expect(stem(a)).toBe(stem(b)))

  it.each([
    ['organ', 'organisation'],
    ['status', 'stat'],
    ['analysis', 'analys'],
    ['hoping', 'hopping'],
  ])('%s does not meet %s', (a, b) => expect(stem(a)).not.toBe(stem(b)))

  it.each(['bus', 'is', 'as', 'ing'])('leaves %s alone, which is short', (word) => expect(stem(word)).toBe(word))
})
