@echo off
rem Double-click this file to set up and open the kit on Windows.
cd /d "%~dp0"
if not exist start.py (
  echo Please unzip the whole kit first: right-click the ZIP file, choose "Extract all", then double-click start.bat in the new folder.
  pause
  exit /b 1
)
where py >nul 2>nul
if errorlevel 1 goto plain
py -3 start.py %*
goto done
:plain
where python >nul 2>nul
if errorlevel 1 goto missing
python start.py %*
goto done
:missing
echo Python is missing on this computer. Install Python 3.13 from python.org, then double-click this file again.
pause
exit /b 1
:done
set result=%errorlevel%
if not "%result%"=="0" pause
exit /b %result%
