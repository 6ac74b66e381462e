export { describeOnEveryDatabase, type TestDatabases } from './describe-on-every-database.ts';
