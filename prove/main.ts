import { parseArguments } from './arguments';
import { prove } from './run';

const answer = parseArguments(process.argv.slice(2));
if (typeof answer === 'string') {
  console.error(answer);
  process.exitCode = 2;
} else {
  prove(answer).then(
    (proved) => {
      process.exitCode = proved ? 0 : 1;
    },
    (error) => {
      console.error(`prove: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    },
  );
}
