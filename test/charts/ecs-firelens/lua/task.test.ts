import { testCases } from '../../../support/lua-cases';
import { describeLua } from '../../../support/luajit';
import { TASK_LINES } from './cases';

describeLua('lines of a task', (lua) => testCases(lua, TASK_LINES));
