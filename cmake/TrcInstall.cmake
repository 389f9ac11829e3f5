# Headers, libraries, a CMake package (find_package(trc), target trc::trc) and a relocatable pkg-config file.
include(CMakePackageConfigHelpers)

install(TARGETS trc_shared trc_static EXPORT trcTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
# sheet.h is of the archive that trc alone links.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/libtrace/include/trc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    PATTERN sheet.h EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/libtrace/include/trc/export.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/trc)

set(TRC_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/trc)
install(EXPORT trcTargets NAMESPACE trc:: DESTINATION ${TRC_CMAKE_DIR})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/trcConfig.cmake.in
    ${PROJECT_BINARY_DIR}/trcConfig.cmake INSTALL_DESTINATION ${TRC_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/trcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/trcConfig.cmake ${PROJECT_BINARY_DIR}/trcConfigVersion.cmake
    DESTINATION ${TRC_CMAKE_DIR})

# Paths in trc.pc count from where it lies, so that the whole installation can be moved.
set(TRC_PC_DIR ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH TRC_PC_PREFIX ${TRC_PC_DIR} ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH TRC_PC_LIBDIR ${TRC_PC_DIR} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH TRC_PC_INCLUDEDIR ${TRC_PC_DIR} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(${PROJECT_SOURCE_DIR}/cmake/trc.pc.in ${PROJECT_BINARY_DIR}/trc.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/trc.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
