import { toMatchFile } from 'jest-file-snapshot';

// Snapshots of charts are plain YAML files (test/snapshots/): what a reviewer reads is what Argo CD would.
expect.extend({ toMatchFile });
