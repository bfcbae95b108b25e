import { classOf, guardedBy, memberOf, type Guarded } from './access-class.ts'

const row = (kind: Guarded['kind'], projectId: string | null, ownerId: string | null = null): Guarded => ({
  kind,
  projectId,
  ownerId,
})

/** One of each class that two projects and two users can have, and what was made of others. */
const plain: Guarded[] = [
  row('entity', null),
  ...['proj_a', 'proj_b'].flatMap((project) => [
    row('entity', project),
    row('memory', project),
    row('memory', project, 'user_ada'),
    row('memory', project, 'user_bob'),
  ]),
  row('memory', null, 'user_ada'),
  row('memory', null, 'user_bob'),
]
const derived: Guarded[] = [
  { ...row('entity', 'proj_a'), restsOn: ['memory:proj_b'] },
  { ...row('entity', 'proj_a'), restsOn: ['memory:proj_b', 'project:proj_b'] },
  { ...row('memory', null, 'user_ada'), restsOn: ['project:proj_b'] },
]
const all = [...plain, ...derived]

it('tells apart what is readable apart, and nothing else', () => {
  expect(new Set(all.map(classOf)).size).toBe(all.length)
  expect(classOf(row('document', 'proj_a'))).toBe(classOf(row('entity', 'proj_a')))
  expect(classOf(row('project', 'proj_a'))).toBe(classOf(row('entity', 'proj_a')))
  expect(classOf(row('memory', null))).toBe(classOf(row('entity', null)))
  expect(classOf({ ...row('entity', 'proj_a'), restsOn: [] })).toBe(classOf(row('entity', 'proj_a')))
})

it('says of a class what decides who may read its rows', () => {
  for (const each of all) expect(guardedBy(classOf(each))).toEqual({ restsOn: [], ...each })
})

it('holds the rows of the classes it is of, and no others', () => {
  for (const name of all.map(classOf)) {
    const isMember = memberOf([name])
    expect(all.filter(isMember).map(classOf)).toEqual([name])
  }
  expect(all.filter(memberOf([]))).toEqual([])
  expect(all.filter(memberOf(all.map(classOf)))).toEqual(all)
})

it('does not hold what was made of a class only for holding that class', () => {
  const [made] = derived
  expect(memberOf(plain.map(classOf))(made!)).toBe(false)
  expect(memberOf([classOf(made!)])(row('entity', 'proj_a'))).toBe(false)
})
