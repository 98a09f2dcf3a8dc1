import { writeSample } from './sample-recording';

// Writes replay/sample/ anew: `npm run recording`.

writeSample();
