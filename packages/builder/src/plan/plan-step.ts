import * as config from './config-steps.ts';
import { planCopy } from './copy-step.ts';
import { atLines } from './plan-error.ts';
import { planRun } from './run-step.ts';
import type { Step } from './stage-node.ts';
import type { StageState } from './stage-state.ts';

/** Plans one instruction of a stage. Throws BuildError and DockerfileError with its lines. */
export function planStep(state: StageState, step: Step): void {
  state.onbuild = step.onbuild;
  atLines(step.instruction.range, () => dispatch(state, step));
}

function dispatch(state: StageState, step: Step): void {
  const { instruction } = step;
  switch (instruction.kind) {
    case 'RUN':
      planRun(state, instruction, step);
      break;
    case 'COPY':
    case 'ADD':
      planCopy(state, instruction, step);
      break;
    case 'ENV':
      config.planEnv(state, instruction);
      break;
    case 'LABEL':
      config.planLabel(state, instruction);
      break;
    case 'ARG':
      config.planArg(state, instruction);
      break;
    case 'WORKDIR':
      config.planWorkdir(state, instruction);
      break;
    case 'USER':
      config.planUser(state, instruction);
      break;
    case 'STOPSIGNAL':
      config.planStopSignal(state, instruction);
      break;
    case 'MAINTAINER':
      config.planMaintainer(state, instruction);
      break;
    case 'EXPOSE':
      config.planExpose(state, instruction);
      break;
    case 'VOLUME':
      config.planVolume(state, instruction);
      break;
    case 'SHELL':
      config.planShell(state, instruction);
      break;
    case 'ONBUILD':
      config.planOnbuild(state, instruction);
      break;
    case 'CMD':
      config.planCmd(state, instruction);
      break;
    case 'ENTRYPOINT':
      config.planEntrypoint(state, instruction);
      break;
    case 'HEALTHCHECK':
      config.planHealthcheck(state, instruction);
      break;
  }
}
