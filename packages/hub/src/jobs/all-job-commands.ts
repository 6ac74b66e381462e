import { commandList } from '../command-list.ts';
import {
  discardFailedJob,
  parkJob,
  postponeJob,
  releaseJobs,
  renewJobs,
  retryFailedJob,
} from './job-commands.ts';
import {
  addPeriodicJobs,
  beginPeriodicJob,
  endPeriodicJob,
  renewPeriodicJob,
  runPeriodicJobNow,
} from './periodic-commands.ts';

export const jobCommands = commandList(
  renewJobs,
  releaseJobs,
  postponeJob,
  parkJob,
  retryFailedJob,
  discardFailedJob,
  addPeriodicJobs,
  beginPeriodicJob,
  renewPeriodicJob,
  endPeriodicJob,
  runPeriodicJobNow,
);
