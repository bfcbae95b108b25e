import { z } from 'zod'
import { brokerShape, describeConfig, serviceShape, setting, storeShape } from './index.ts'

const schema = z
  .object({ ...serviceShape, ...brokerShape, ...storeShape, KEY: setting.secret({ description: 'A key of ours' }) })
  .superRefine(() => {})

const row = (name: string) => describeConfig(schema).find((candidate) => candidate.name === name)

describe('describeConfig', () => {
  it('has a row with a description for every variable, in order', () => {
    const rows = describeConfig(schema)
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(schema.shape))
    expect(rows.filter(({ description }) => description.length < 5)).toEqual([])
  })

  it('tells defaults and what is required where', () => {
    expect(row('PORT')).toMatchObject({ default: '0', required: false, requiredInProduction: false, secret: false })
    expect(row('HOST')).toMatchObject({ default: '127.0.0.1', productionDefault: '0.0.0.0' })
    expect(row('NATS_URL')).toMatchObject({ required: false, requiredInProduction: true, secret: true })
    expect(row('KEY')).toMatchObject({ default: null, required: true, requiredInProduction: true, secret: true })
    expect(row('NATS_PASSWORD')).toMatchObject({ default: null, required: false, secret: true })
  })
})
