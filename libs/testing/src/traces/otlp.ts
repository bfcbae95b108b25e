import { z } from 'zod'

/** The part of OTLP/JSON that tests look at; see opentelemetry-proto, trace/v1/trace.proto. */

type Value = string | number | boolean | Value[]

const AnyValue: z.ZodType<Value> = z.lazy(() =>
  z
    .object({
      stringValue: z.string().optional(),
      intValue: z.union([z.number(), z.string().transform(Number)]).optional(),
      doubleValue: z.number().optional(),
      boolValue: z.boolean().optional(),
      arrayValue: z.object({ values: z.array(AnyValue).default([]) }).optional(),
    })
    .transform((v) => v.stringValue ?? v.intValue ?? v.doubleValue ?? v.boolValue ?? v.arrayValue?.values ?? ''),
)

const Attributes = z
  .array(z.object({ key: z.string(), value: AnyValue }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])))

const Nanos = z.union([z.string(), z.number()]).transform((nanos) => Number(nanos) / 1e6)
const Resource = z.object({ attributes: Attributes })

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const
const statuses = ['unset', 'ok', 'error'] as const

export const TraceExport = z.object({
  resourceSpans: z.array(
    z.object({
      resource: Resource,
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z
                .string()
                .nullish()
                .transform((id) => id || null),
              name: z.string(),
              kind: z.number().transform((kind) => kinds[kind] ?? 'internal'),
              startTimeUnixNano: Nanos,
              endTimeUnixNano: Nanos,
              attributes: Attributes,
              events: z.array(z.object({ name: z.string(), attributes: Attributes })).default([]),
              links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
              status: z
                .object({ code: z.number().default(0), message: z.string().optional() })
                .default({ code: 0 })
                .transform(({ code }) => statuses[code] ?? 'unset'),
            }),
          ),
        }),
      ),
    }),
  ),
})

export const MetricExport = z.object({
  resourceMetrics: z.array(
    z.object({
      resource: Resource,
      scopeMetrics: z.array(z.object({ metrics: z.array(z.object({ name: z.string() })) })),
    }),
  ),
})
