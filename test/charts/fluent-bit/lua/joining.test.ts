import { testCases } from '../../../support/lua-cases';
import { describeLua } from '../../../support/luajit';
import { JOINING } from './joining-cases';

describeLua('lines that wait', (lua) => testCases(lua, JOINING));
