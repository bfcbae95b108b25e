import { TextCache } from './text-cache.ts'

describe('TextCache', () => {
  it('gives a text of the revision that is asked for and no other', () => {
    const cache = new TextCache(100)
    cache.put('team', 'a', 1, 'one')
    expect([cache.get('team', 'a', 1), cache.get('team', 'a', 2), cache.get('other', 'a', 1)]).toEqual([
      'one',
      undefined,
      undefined,
    ])
    cache.put('team', 'a', 2, 'two')
    expect([cache.get('team', 'a', 1), cache.get('team', 'a', 2)]).toEqual([undefined, 'two'])
  })

  it('lets go what was unused for longest when there is too much', () => {
    const cache = new TextCache(10)
    for (const id of ['a', 'b', 'c']) cache.put('team', id, 1, '12345')
    expect(cache.get('team', 'a', 1)).toBeUndefined()
    cache.get('team', 'b', 1)
    cache.put('team', 'd', 1, '12345')
    expect([cache.get('team', 'b', 1), cache.get('team', 'c', 1)]).toEqual(['12345', undefined])
    cache.put('team', 'e', 1, 'a text larger than the cache')
    expect(cache.get('team', 'e', 1)).toBeUndefined()
  })
})
