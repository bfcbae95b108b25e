import { BSONRegExp, Code, DBRef, Decimal128, MaxKey, MinKey } from 'bson'
import { stageNames } from './aggregate/stages.ts'
import { accumulators } from './aggregate/accumulators.ts'
import { expressionOperators } from './aggregate/expression-operators.ts'
import { commands } from './commands/commands.ts'
import { indexOptions } from './index/parse-index.ts'
import { filterOperators } from './query/parse-filter.ts'
import type { DocstoreServer } from './server.ts'
import { temporaryServer } from './testing/temporary-server.ts'
import { connectWire, type WireClient } from './testing/wire-client.ts'
import { updateOperators } from './update/operators.ts'
import type { Document } from './values/document.ts'

// What MongoDB 8 has, by its manual. Whatever of it is not on this server's own lists must be refused, and with the code
// that MongoDB gives to a name it does not know.
const words = (text: string): string[] => text.trim().split(/\s+/)

const mongoCommands = words(`
  abortMigration abortReshardCollection abortTransaction addShard addShardToZone aggregate analyze analyzeShardKey
  authenticate autoSplitVector balancerCollectionStatus balancerStart balancerStatus balancerStop buildInfo
  checkMetadataConsistency cleanupOrphaned cleanupReshardCollection cleanupStructuredEncryptionData cloneCollectionAsCapped
  clusterBulkWrite collMod collStats commitReshardCollection commitTransaction compact compactStructuredEncryptionData
  configureCollectionBalancing connPoolStats connPoolSync connectionStatus convertToCapped coordinateCommitTransaction
  count create createIndexes createRole createSearchIndexes createUser currentOp dataSize dbHash dbStats delete distinct
  driverOIDTest drop dropAllRolesFromDatabase dropAllUsersFromDatabase dropConnections dropDatabase dropIndexes dropRole
  dropSearchIndex dropUser enableSharding endSessions explain features filemd5 find findAndModify flushRouterConfig fsync
  fsyncUnlock getAuditConfig getClusterParameter getCmdLineOpts getDatabaseVersion getDefaultRWConcern getDiagnosticData
  getLastError getLog getMore getParameter getShardMap getShardVersion getnonce grantPrivilegesToRole grantRolesToRole
  grantRolesToUser hello hostInfo insert internalRenameIfOptionsAndIndexesMatch invalidateUserCache isdbgrid
  killAllSessions killAllSessionsByPattern killCursors killOp killSessions listCollections listCommands listDatabases
  listIndexes listSearchIndexes listShards lockInfo logApplicationMessage logRotate logout mapReduce medianKey
  mergeAllChunksOnShard mergeChunks moveChunk moveCollection movePrimary moveRange netstat ping planCacheClear
  planCacheClearFilters planCacheListFilters planCacheSetFilter profile reIndex refineCollectionShardKey refreshSessions
  removeQuerySettings removeShard removeShardFromZone renameCollection replSetAbortPrimaryCatchUp replSetFreeze
  replSetGetConfig replSetGetStatus replSetInitiate replSetMaintenance replSetReconfig replSetResizeOplog replSetStepDown
  replSetSyncFrom reshardCollection revokePrivilegesFromRole revokeRolesFromRole revokeRolesFromUser rolesInfo
  rotateCertificates saslContinue saslStart serverStatus setAllowMigrations setAuditConfig setClusterParameter
  setDefaultRWConcern setFeatureCompatibilityVersion setIndexCommitQuorum setParameter setQuerySettings
  setUserWriteBlockMode shardCollection shardConnPoolStats shardingState shutdown split splitVector startSession
  startTransaction top transitionFromDedicatedConfigServer transitionToDedicatedConfigServer unsetSharding unshardCollection
  update updateRole updateSearchIndex updateUser updateZoneKeyRange usersInfo validate validateDBMetadata whatsmyuri bulkWrite`)

const mongoFilterOperators = words(`
  $eq $gt $gte $in $lt $lte $ne $nin $exists $type $mod $regex $all $elemMatch $size $not $geoIntersects $geoWithin $near
  $nearSphere $within $maxDistance $minDistance $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet
  $_internalSchemaMinItems $_internalExprEq $ref $id $db $slice $search $box $center $geometry $polygon`)
const mongoTopOperators = words(
  `$and $or $nor $comment $expr $where $text $jsonSchema $sampleRate $rand $alwaysTrue $alwaysFalse`,
)
const mongoUpdateOperators = words(`
  $currentDate $inc $min $max $mul $rename $set $setOnInsert $unset $addToSet $pop $pull $push $pullAll $bit
  $pushAll $isolated $v $diff $each $position $slice $sort`)
const mongoStages = words(`
  $addFields $bucket $bucketAuto $changeStream $changeStreamSplitLargeEvent $collStats $count $currentOp $densify
  $documents $facet $fill $geoNear $graphLookup $group $indexStats $limit $listClusterCatalog $listLocalSessions
  $listSampledQueries $listSearchIndexes $listSessions $lookup $match $merge $out $planCacheStats $project $querySettings
  $queryStats $rankFusion $redact $replaceRoot $replaceWith $sample $score $scoreFusion $search $searchMeta $set
  $setWindowFields $shardedDataDistribution $skip $sort $sortByCount $unionWith $unset $unwind $vectorSearch`)
const mongoExpressions = words(`
  $abs $accumulator $acos $acosh $add $addToSet $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject $asin
  $asinh $atan $atan2 $atanh $avg $binarySize $bitAnd $bitNot $bitOr $bitXor $bsonSize $ceil $cmp $concat $concatArrays
  $cond $convert $cos $cosh $covariancePop $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts
  $dateToString $dateTrunc $dayOfMonth $dayOfWeek $dayOfYear $degreesToRadians $divide $eq $exp $filter $first $firstN
  $floor $function $getField $gt $gte $hour $ifNull $in $indexOfArray $indexOfBytes $indexOfCP $isArray $isNumber
  $isoDayOfWeek $isoWeek $isoWeekYear $last $lastN $let $literal $ln $log $log10 $lt $lte $ltrim $map $max $maxN $median
  $mergeObjects $meta $millisecond $min $minN $minute $mod $month $multiply $ne $not $objectToArray $or $percentile $pow
  $radiansToDegrees $rand $range $reduce $regexFind $regexFindAll $regexMatch $replaceAll $replaceOne $reverseArray $round
  $rtrim $sampleRate $second $setDifference $setEquals $setField $setIntersection $setIsSubset $setUnion $sin $sinh $size
  $slice $sortArray $split $sqrt $stdDevPop $stdDevSamp $strLenBytes $strLenCP $strcasecmp $substr $substrBytes $substrCP
  $subtract $sum $switch $tan $tanh $toBool $toDate $toDecimal $toDouble $toHashedIndexKey $toInt $toLong $toLower
  $toObjectId $toString $toUUID $toUpper $trim $trunc $tsIncrement $tsSecond $type $unsetField $week $year $zip`)
const mongoAccumulators = words(`
  $accumulator $addToSet $avg $bottom $bottomN $concatArrays $count $first $firstN $last $lastN $max $maxN $median
  $mergeObjects $min $minN $percentile $push $setUnion $stdDevPop $stdDevSamp $sum $top $topN`)
const mongoIndexOptions = words(`
  2dsphereIndexVersion background bits bucketSize clustered collation default_language dropDups expireAfterSeconds hidden
  key language_override max min name ns partialFilterExpression prepareUnique sparse storageEngine textIndexVersion unique
  v weights wildcardProjection`)

/** Options of supported commands that change what happens; `collation: { locale: 'simple' }` alone changes nothing. */
const refusedOptions: readonly (readonly [command: Document, code: number])[] = [
  ...words(
    'min max let term readOnce allowSpeculativeMajorityRead requestResumeToken resumeAfter startAt querySettings',
  ).map((option) => [{ find: 'c', [option]: {} }, 40415] as const),
  ...words('tailable awaitData returnKey showRecordId').map((option) => [{ find: 'c', [option]: true }, 72] as const),
  ...words('let exchange fromMongos needsMerge passthroughToShard').map(
    (option) => [{ aggregate: 'c', pipeline: [], cursor: {}, [option]: {} }, 40415] as const,
  ),
  [{ aggregate: 'c', pipeline: [], cursor: {}, explain: true }, 72],
  [{ update: 'c', updates: [{ q: {}, u: {} }], let: {} }, 40415],
  [{ update: 'c', updates: [{ q: {}, u: {}, c: {} }] }, 40415],
  [{ update: 'c', updates: [{ q: {}, u: {}, sort: {} }] }, 40415],
  [{ delete: 'c', deletes: [{ q: {}, limit: 1 }], let: {} }, 40415],
  [{ insert: 'c', documents: [{}], encryptionInformation: {} }, 40415],
  [{ findAndModify: 'c', update: {}, let: {} }, 40415],
  [{ count: 'c', fields: {}, mayBypassWriteBlocking: true }, 40415],
  [{ distinct: 'c', key: 'a', unwindArray: true }, 40415],
  [{ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a' }], ignoreUnknownIndexOptions: true }, 40415],
  ...words(
    'size max storageEngine validator validationLevel validationAction indexOptionDefaults viewOn pipeline timeseries expireAfterSeconds clusteredIndex encryptedFields changeStreamPreAndPostImages collation',
  ).map((option) => [{ create: 'new', [option]: {} }, 40415] as const),
  [{ create: 'new', capped: true }, 72],
  [{ drop: 'c', foo: 1 }, 40415],
  [{ find: 'c', collation: { locale: 'de' } }, 72],
  [{ aggregate: 'c', pipeline: [], cursor: {}, collation: { locale: 'de' } }, 72],
  [{ distinct: 'c', key: 'a', collation: { locale: 'de' } }, 72],
  [{ count: 'c', collation: { locale: 'simple', strength: 1 } }, 72],
  [{ update: 'c', updates: [{ q: {}, u: {}, collation: { locale: 'de' } }] }, 72],
  [{ delete: 'c', deletes: [{ q: {}, limit: 1, collation: { locale: 'de' } }] }, 72],
  [{ findAndModify: 'c', update: {}, collation: { locale: 'de' } }, 72],
  [{ find: 'c', readConcern: { level: 'linearizable' } }, 72],
  [{ find: 'c', readConcern: { level: 'snapshot' } }, 72],
  [{ find: 'c', readConcern: { level: 'majority', afterClusterTime: 1 } }, 40_415],
  [{ find: 'c', readConcern: 'majority' }, 14],
  [{ insert: 'c', documents: [{}], writeConcern: { w: 1, journal: true } }, 40_415],
  [{ insert: 'c', documents: [{}], writeConcern: { w: 2 } }, 2],
  [{ insert: 'c', documents: [{}], writeConcern: { w: 'two-sites' } }, 2],
  [{ find: 'c', txnNumber: 1 }, 20],
  [{ find: 'c', startTransaction: true }, 20],
  [{ find: 'c', autocommit: false }, 20],
  [{ update: 'c', updates: [{ q: {}, u: [{ $set: { a: 1 } }] }] }, 9],
  [{ findAndModify: 'c', update: [{ $set: { a: 1 } }] }, 9],
  [{ find: 'c', projection: { 'a.$': 1 } }, 2],
  [{ find: 'c', projection: { a: { $add: [1, 1] } } }, 2],
  [{ find: 'c', sort: { a: { $meta: 'textScore' } } }, 2],
]

const indexKinds: Document[] = [
  { a: 'text' },
  { a: '2d' },
  { a: '2dsphere' },
  { a: 'hashed' },
  { a: 'geoHaystack' },
  { a: 2 },
  { '$**': 1 },
  { 'a.$**': 1 },
]

const unstorable: [string, unknown][] = [
  ['Decimal128', Decimal128.fromString('1.5')],
  ['Code', new Code('return 1')],
  ['DBRef', new DBRef('c', 1 as never)],
  ['MinKey', new MinKey()],
  ['MaxKey', new MaxKey()],
]

let server: DocstoreServer
let client: WireClient
beforeAll(async () => {
  server = await temporaryServer()
  client = await connectWire(server.port)
  await client.command('db', { insert: 'c', documents: [{ _id: 1, a: 1 }] })
})
afterAll(async () => {
  client.close()
  await server.close()
})

/** The code of a refusal, of the command or of the one write in it; undefined when it was not refused. */
const codeOf = async (command: Document): Promise<unknown> => {
  const reply = (await client.command('db', command)) as { ok: number; code?: number; writeErrors?: { code: number }[] }
  return reply.ok === 0 ? reply.code : reply.writeErrors?.[0]?.code
}

const without = (names: readonly string[], supported: readonly string[]) => {
  const known = new Set(supported.map((name) => name.toLowerCase()))
  return names.filter((name) => !known.has(name.toLowerCase()))
}

const aggregate = (stage: Document): Document => ({ aggregate: 'c', pipeline: [stage], cursor: {} })

describe('what MongoDB has and this server has not', () => {
  it.each(without(mongoCommands, Object.keys(commands)))('the command %s', async (name) => {
    expect(await codeOf({ [name]: 1 })).toBe(59)
  })

  it.each(without(mongoFilterOperators, filterOperators))('the filter operator %s', async (name) => {
    expect(await codeOf({ find: 'c', filter: { a: { [name]: 1 } } })).toBe(2)
    expect(await codeOf({ delete: 'c', deletes: [{ q: { a: { [name]: 1 } }, limit: 0 }] })).toBe(2)
  })

  it.each(without(mongoTopOperators, filterOperators))('the filter operator %s at the top', async (name) => {
    expect(await codeOf({ find: 'c', filter: { [name]: 1 } })).toBe(2)
    expect(await codeOf(aggregate({ $match: { [name]: 1 } }))).toBe(2)
  })

  it.each(without(mongoUpdateOperators, [...Object.keys(updateOperators), '$rename']))(
    'the update operator %s',
    async (name) => {
      expect(await codeOf({ update: 'c', updates: [{ q: {}, u: { [name]: { a: 1 } } }] })).toBe(9)
      expect(await codeOf({ findAndModify: 'c', update: { [name]: { a: 1 } } })).toBe(9)
    },
  )

  it.each(without(mongoStages, stageNames))('the stage %s', async (name) => {
    expect(await codeOf(aggregate({ [name]: {} }))).toBe(40324)
  })

  it.each(without(mongoExpressions, [...Object.keys(expressionOperators), '$literal']))(
    'the expression %s',
    async (name) => {
      expect(await codeOf(aggregate({ $addFields: { v: { [name]: ['$a'] } } }))).toBe(168)
      expect(await codeOf(aggregate({ $project: { v: { [name]: ['$a'] } } }))).toBe(31325)
    },
  )

  it.each(without(mongoAccumulators, Object.keys(accumulators)))('the accumulator %s', async (name) => {
    expect(await codeOf(aggregate({ $group: { _id: null, v: { [name]: 1 } } }))).toBe(15952)
  })

  it.each(without(mongoIndexOptions, indexOptions))('the index option %s', async (name) => {
    expect(await codeOf({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', [name]: 1 }] })).toBe(197)
  })

  it.each(indexKinds)('an index on %j', async (key) => {
    expect(await codeOf({ createIndexes: 'c', indexes: [{ key, name: 'a' }] })).toBe(67)
  })

  it.each(refusedOptions)('%j', async (command, code) => {
    expect(await codeOf(command)).toBe(code)
  })

  it.each(unstorable)('values of type %s', async (_, value) => {
    expect(await codeOf({ insert: 'c', documents: [{ v: { deep: [value] } }] })).toBe(2)
    expect(await codeOf({ find: 'c', filter: { v: value } })).toBe(2)
    expect(await codeOf({ update: 'c', updates: [{ q: {}, u: { $set: { v: value } } }] })).toBe(2)
  })

  it('patterns that JavaScript reads otherwise', async () => {
    expect(await codeOf({ find: 'c', filter: { a: new BSONRegExp('a', 'x') } })).toBe(51108)
    expect(await codeOf({ find: 'c', filter: { a: new BSONRegExp('[[:alpha:]]', '') } })).toBe(51091)
    expect(await codeOf({ find: 'c', filter: { a: new BSONRegExp('(?i)a', '') } })).toBe(51091)
    expect(await codeOf({ find: 'c', filter: { a: new BSONRegExp('\\Aa', '') } })).toBe(51091)
  })

  it('changes nothing by any of it', async () => {
    expect(await client.command('db', { find: 'c' })).toMatchObject({ cursor: { firstBatch: [{ _id: 1, a: 1 }] } })
    expect(await client.command('db', { listIndexes: 'c' })).toMatchObject({
      cursor: { firstBatch: [{ name: '_id_' }] },
    })
    expect(await client.command('db', { listCollections: 1 })).toMatchObject({
      cursor: { firstBatch: [{ name: 'c' }] },
    })
  })
})
