import { z } from 'zod';
import { isUrl } from './primitives';

const ALLOWED =
  'a URL of pages: https, at most 200 characters, without a slash at its end, such as https://wiki.example.com/runbooks';

/** Where the pages of docs/runbooks/ are, for who is called by an alert. */
export const runbooksSchema = z.strictObject({
  baseUrl: z
    .string()
    .regex(/^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/, {
      error: ALLOWED,
      abort: true,
    })
    .max(200, { error: ALLOWED })
    .refine(isUrl, { error: ALLOWED })
    .optional()
    .describe(
      'URL of the folder docs/runbooks/, as a browser opens it; alerts and alarms link to a page of it, such as log-errors.md. Default: that folder beside dist/ in argocd.repoUrl at GitHub, GitLab, Bitbucket or Codeberg; elsewhere there are no links.',
    ),
});
