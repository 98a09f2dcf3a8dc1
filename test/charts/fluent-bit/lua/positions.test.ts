import { testCases } from '../../../support/lua-cases';
import { describeLua } from '../../../support/luajit';
import { POSITIONS } from './position-cases';

describeLua('how far files are read', (lua) => testCases(lua, POSITIONS));
