import { otherRoutes, testAccess } from './testing/access-matrix.ts'

testAccess(otherRoutes)
