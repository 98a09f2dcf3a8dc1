import { testCases } from '../../../support/lua-cases';
import { describeLua } from '../../../support/luajit';
import { JOURNAL } from './cases';

describeLua('the journal', (lua) => testCases(lua, JOURNAL));
