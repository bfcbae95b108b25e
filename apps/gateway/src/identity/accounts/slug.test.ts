import { slugOf, slugsFor } from './slug.ts'

it.each([
  ['Ada', 'ada'],
  ['Ada’s  Ferry & Co.', 'adas-ferry-co'],
  ['Čapek Ünïversity', 'capek-university'],
  ['渡し船', 'team'],
  ['--', 'team'],
  ['x'.repeat(100), 'x'.repeat(40)],
])('%s becomes %s', (name, slug) => expect(slugOf(name)).toBe(slug))

it('finds others when the plain one is taken', () => {
  const slugs = slugsFor('Ada')
  const [first, second, third] = [slugs.next().value, slugs.next().value, slugs.next().value]
  expect(first).toBe('ada')
  expect(second).toMatch(/^ada-[a-z0-9]{6}$/)
  expect(third).not.toBe(second)
  expect(new Set(Array.from({ length: 50 }, () => slugs.next().value)).size).toBe(50)
})
